"""What a source holds, counted in its own words and held against the settings: lines of `check`.

Its newest rows are read as a poll would read them, and nothing of them is kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from difflib import get_close_matches
from itertools import pairwise

import numpy as np

from wallboard.calendar import Calendar
from wallboard.calls.happenings import OF_CALLS, What
from wallboard.clock import local_day
from wallboard.engine.clock_watch import span
from wallboard.metrics.silence import (
    FEWEST_ARRIVALS,
    REQUESTS_AT_LEAST,
    TIMES_THE_LONGEST,
    WITHOUT_HISTORY,
    is_silent,
    open_for,
)
from wallboard.model import NO_INSTANT, SECOND, Micros
from wallboard.outside_text import plain
from wallboard.settings import Settings
from wallboard.source import SUPERSEDED, Finding, Sample, SetAside, Source, SourceError

MOST_ROWS = 10_000  # newest rows of a source: what is wrong with it is wrong with many, and nobody waits for `check`
_SHOWN = 12  # values of one field
_REASONS_SHOWN = 8


def census(source: Source, settings: Settings, now: Micros) -> list[Finding]:
    """Never raises."""
    try:
        sample = source.sample(now, MOST_ROWS)
    except SourceError as error:
        return [Finding(False, "rows can be read", str(error))]
    if not sample.read:
        return [Finding(True, "rows make sense", "there is no row yet to judge by")]
    share = settings.sources[source.name].set_aside_share
    return [
        _sense(sample, share),
        *_news(sample, settings, source, now),
        *_named_in(sample, settings, source, now),
    ]


def _news(sample: Sample, settings: Settings, source: Source, now: Micros) -> Iterator[Finding]:
    """Of a source's newest rows: whether it tells what is new, as far as they themselves let that be judged."""
    told = [*(each.at for each in sample.happenings), *(each.newest for each in sample.visits)]
    came = [
        *(each.at for each in sample.happenings if each.what is What.ENTERED),
        *(each.entered for each in sample.visits),
    ]
    at_least = 0
    if sample.tickets is not None:
        told, came = list(map(int, sample.tickets["updated_at"])), list(map(int, sample.tickets["opened_at"]))
        at_least = REQUESTS_AT_LEAST
    past = [at for at in told if at <= now]
    if not past:
        return
    zone, options = settings.zone(source.site), settings.sources[source.name]
    last = max(past)
    hours = Calendar.around(last, settings.sites[source.site].hours, zone)
    if options.silent_after_s is not None:
        silent = open_for(hours, last, now) >= options.silent_after_s * SECOND
    else:
        before = np.sort(np.array(came, dtype=np.int64))
        silent = now - last >= at_least and is_silent(
            last, now, before, settings.usual_weeks, hours, zone, WITHOUT_HISTORY
        )
    age = f"the newest row is {span(now - last)} old"
    unusual = f"it answers, but {age}, far more than is usual: has it stopped writing, or is this a copy?"
    yield Finding(not silent, "tells what is new", unusual if silent else age)


def _sense(sample: Sample, allowed: float) -> Finding:
    # A row that a newer one of the same ticket stands for is told, and is no fault.
    faults = [row for row in sample.set_aside if row.group != SUPERSEDED]
    odd = len(faults)
    words = (
        f"of the newest {sample.read:,} rows {odd:,} would be set aside"
        if odd
        else f"all of the newest {sample.read:,}"
    )
    if odd < len(sample.set_aside):
        what = "days" if sample.days else "tickets"
        words += f", {len(sample.set_aside) - odd:,} are of {what} that have a newer row"
    if not odd:
        return Finding(True, "rows make sense", words)
    groups = Counter(plain(row.group or row.reason) for row in faults).most_common()
    first = {plain(row.group or row.reason): row for row in reversed(faults)}
    reasons = [f"{count:,} because {_with_one(group, first[group])}" for group, count in groups[:_REASONS_SHOWN]]
    more = [f"{len(groups) - _REASONS_SHOWN} other reasons"] if len(groups) > _REASONS_SHOWN else []
    limit = "" if odd <= allowed * sample.read else f", more than set_aside_share = {allowed:g} allows"
    return Finding(
        not limit, "rows make sense", f"{words} ({odd / sample.read:.1%}{limit}): {'; '.join([*reasons, *more])}"
    )


def _with_one(group: str, row: SetAside) -> str:
    """A reason, and one row that has it: where it stands, and what was found there."""
    reason = plain(row.reason)
    found = reason.removeprefix(group) if reason.startswith(group) else f": {reason}"
    return f"{group} ({plain(row.key)}{found})"


def _named_in(sample: Sample, settings: Settings, source: Source, now: Micros) -> Iterator[Finding]:
    if source.carries == "tickets":
        yield from _requests(sample, settings)
        if sample.tickets is not None and any(due != NO_INSTANT for due in sample.tickets["due_at"]):
            from wallboard.engine.due_census import due_findings  # with the ledger, which only these wait for

            yield from due_findings(sample.tickets, settings, source.name, source.site, now)
    elif source.carries == "calls":
        yield from _calls(sample, settings)
    else:
        yield from _days(sample, local_day(now, settings.zone(source.site)))


def _days(sample: Sample, today: date) -> Iterator[Finding]:
    """Which days are told, how many have each number, and whether they still come."""
    days = sorted(each.day for each in sample.days)
    if not days:
        return
    counts = Counter(name for each in sample.days for name in each.numbers)
    yield Finding(True, "days", f"{days[0]} to {days[-1]}, {_listed(f'{plain(n)} {c:,}' for n, c in counts.items())}")
    age = (today - days[-1]).days
    longest = max(((after - before).days for before, after in pairwise(days)), default=1)
    late = len(days) > FEWEST_ARRIVALS and age > TIMES_THE_LONGEST * longest + 1
    words = f"the newest day is {days[-1]}, {age} day{'' if age == 1 else 's'} ago"
    unusual = f"it answers, but {words}, far more than is usual: has it stopped writing, or is this a copy?"
    yield Finding(not late, "tells what is new", unusual if late else words)


def _requests(sample: Sample, settings: Settings) -> Iterator[Finding]:
    columns = sample.tickets
    if columns is None:
        return
    words = Counter(zip(columns["status"], columns["state"], columns["outcome"], strict=True))
    if not words:
        return
    if any(word for word, _, _ in words):
        yield Finding(True, "words of the status", _listed(_meanings(words), 2 * _SHOWN))
    yield _named("departments", Counter(columns["department"]), settings.departments)
    promised = {promise.service_type for promise in settings.promises} | set(settings.emergency_types)
    yield _named("service types", Counter(columns["service_type"]), promised, some=True)
    wards = Counter(columns["ward"])
    if any(wards):
        yield Finding(True, "wards", _listed(_counted(wards)))


def _calls(sample: Sample, settings: Settings) -> Iterator[Finding]:
    queues = Counter(each.queue for each in sample.happenings if each.what in OF_CALLS)
    queues.update(version.queue for version in sample.visits)
    yield _named("queues", queues, settings.queues)


def _named(what: str, counts: Mapping[str, int], named: Collection[str], some: bool = False) -> Finding:
    """The names that a source uses and those that the settings do. A name of the settings that nothing in the source
    has is wrong where something like it is there; `some`: settings need not name all."""
    there = {name: count for name, count in counts.items() if name}
    unknown = [name for name in named if name not in there]
    strangers = {name: count for name, count in there.items() if name not in named}
    parts = [_listed(_counted(there)) or "none"]
    if counts.get(""):
        parts.append(f"{counts['']:,} rows have none")
    wrong = False
    for name in unknown:
        near = get_close_matches(name, list(strangers), 1, 0.75)
        wrong |= bool(near)
        meant = f': is "{plain(near[0])}" meant?' if near else ""
        parts.append(f'the settings name "{plain(name)}", which no row has{meant}')
    if named and strangers and not some:
        parts.append(f"not in the settings, and shown all the same: {_listed(_counted(strangers))}")
    return Finding(not wrong, what, "; ".join(parts))


def _meanings(words: Mapping[tuple[str, str, str], int]) -> Iterator[str]:
    for (word, state, outcome), count in sorted(words.items(), key=lambda entry: -entry[1]):
        yield f'"{plain(word)}" is {state}{f" ({outcome})" if outcome else ""} {count:,}'


def _counted(values: Mapping[str, int]) -> Iterator[str]:
    return (f"{plain(value)} {count:,}" for value, count in sorted(values.items(), key=lambda entry: -entry[1]))


def _listed(texts: Iterable[str], most: int = _SHOWN) -> str:
    every = list(texts)
    return ", ".join(every[:most]) + (f" and {len(every) - most} more" if len(every) > most else "")
