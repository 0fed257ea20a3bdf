"""One row of Asterisk's queue_log, from wherever it was read, to a happening; callers' numbers stay behind."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from data_sources._asterisk.verbs import VERBS, Data, happening
from wallboard.calls.callers import CallerHash
from wallboard.calls.happenings import Happening, What
from wallboard.model import MINUTE, SECOND, Micros, Reason
from wallboard.source import SetAside

_HIDDEN = "***"
_FUTURE = 5 * MINUTE
_NEVER: Micros = 2**63 - 1
_EARLIEST = 946_684_800 * SECOND  # 2000-01-01: Asterisk is not older
_NUMBER = re.compile(r"\+?\d(?:[ ().\-]{0,2}\d){4,}")
_FEWEST_DIGITS = 7  # of a telephone number
_CHANNEL_ID = re.compile(r"(?:[A-Za-z][\w.]*-)?\d{9,10}\.\d{1,7}")
_CONTENT_AT_MOST = 500
_NAMES_AT_MOST = 1_000  # characters of call, queue, agent and event together; Asterisk's own columns have 80 each
_DATA_AT_MOST = 5_000  # of data1 to data5

# Verbs of one call in one queue, and which of their data are seconds that must be there (data1 is 0).
_SECONDS_NEEDED: Mapping[str, tuple[int, ...]] = {
    "ENTERQUEUE": (),
    "CONNECT": (0,),
    "COMPLETEAGENT": (0, 1),
    "COMPLETECALLER": (0, 1),
    "TRANSFER": (2, 3),
    "BLINDTRANSFER": (2, 3),
    "ATTENDEDTRANSFER": (),
    "ABANDON": (),
    "EXITWITHTIMEOUT": (),
    "EXITEMPTY": (),
    "EXITWITHKEY": (),
    "WITHDRAW": (),
}
# Where the wait of an ending is. Old versions leave it out, and some leave it empty: it then follows from the times.
_WAIT_AT: Mapping[str, int] = {
    verb: its.wait for verb, its in VERBS.items() if its.what is What.LEFT and its.wait is not None
}
# Data that hold no caller: left as they are, because a duration of five digits looks like a number.
_PLAIN: Mapping[str, frozenset[int]] = {
    verb: frozenset(at)
    for verb, at in {
        "CONNECT": (0, 1, 2),
        "COMPLETEAGENT": (0, 1, 2),
        "COMPLETECALLER": (0, 1, 2),
        "ABANDON": (0, 1, 2),
        "EXITWITHTIMEOUT": (0, 1, 2),
        "EXITEMPTY": (0, 1, 2),
        "EXITWITHKEY": (1, 2, 3),
        "WITHDRAW": (0, 1, 2),
        "TRANSFER": (2, 3, 4),
        "BLINDTRANSFER": (2, 3, 4),
        "ATTENDEDTRANSFER": (0, 3, 4),
        "RINGNOANSWER": (0,),
        "RINGCANCELED": (0,),
        "AGENTLOGOFF": (1,),
        "ENTERQUEUE": (2,),
    }.items()
}
_ALL = frozenset(range(5))
_COMPLETE = frozenset({"COMPLETEAGENT", "COMPLETECALLER"})
# Data that are a caller's number or name: nothing of them is kept.
_CALLER: Mapping[str, tuple[int, ...]] = {"ENTERQUEUE": (1, 3), "DID": (0,)}


def text(value: object) -> str:
    """A field as text: NULL is empty, bytes in no known encoding are read as Latin-1, NUL is not text."""
    if type(value) is str and "\0" not in value:
        return value
    if value is None:
        return ""
    if isinstance(value, (bytes, bytearray, memoryview)):
        value = decoded(bytes(value))
    return str(value).replace("\0", "\ufffd")


def decoded(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def five(data: Sequence[str]) -> Data:
    """data1 to data5; what is beyond the fifth stays in it, as Asterisk's own table has it."""
    padded = [*data[:4], "|".join(data[4:]), "", "", "", "", ""]
    return padded[0], padded[1], padded[2], padded[3], padded[4] if len(data) > 4 else ""


class Taking:
    """Rows of one poll, each either taken as a happening or set aside with its reason."""

    def __init__(
        self,
        source: str,
        site: str,
        now: Micros,
        hashed: CallerHash | None = None,
        callback_keys: Mapping[str, str] = {},
    ) -> None:
        """Without `hashed` nobody's number is even looked at. `callback_keys`: by queue, the key that asks for a call back."""
        self.happenings: list[Happening] = []
        self.set_aside: list[SetAside] = []
        self.callers: dict[str, str] = {}  # by call, as in a Batch
        self._hashed, self._callback_keys = hashed, callback_keys
        self._hashed_since = _NEVER if hashed is None else hashed.since(now)
        self._source = source
        self._site = site
        self._latest = now + _FUTURE

    def row(
        self,
        key: str,
        seq: int,
        at: Micros | None,
        when: object,
        callid: str,
        queue: str,
        agent: str,
        verb: str,
        data: Data,
    ) -> None:
        """`when` is the time as it was written, `at` what was made of it."""
        if len(callid) + len(queue) + len(agent) + len(verb) > _NAMES_AT_MOST or sum(map(len, data)) > _DATA_AT_MOST:
            self.aside(key, "a name or value is longer than any of a phone system's", "")
            return
        reason = self._nonsense(at, when, callid, queue, verb, data)
        if reason or at is None:
            time = text(when) if at is not None else masked_text(text(when))
            # columns may be shifted: a number may stand in any of them
            cells = (time, _masked(callid, False, True), *map(masked_text, (queue, agent, verb)), *masked(verb, data))
            self.aside(key, reason, "|".join(cells))
            return
        if verb in _WAIT_AT:
            data = _without_odd_wait(verb, data)
        elif verb == "ENTERQUEUE" and at >= self._hashed_since:
            self._recognise(callid, data[1])
        short = verb in _COMPLETE and len(data[2]) < 7 and not (data[3] or data[4])
        kept = data if short else masked(verb, data)
        told = happening(self._source, self._site, seq, at, callid, queue, agent, verb, kept)
        if verb == "EXITWITHKEY" and data[0] and self._callback_keys.get(queue) == data[0]:
            told = told._replace(detail=Reason.CALLBACK.value)
        self.happenings.append(told)

    def _recognise(self, call: str, number: str) -> None:
        """The one place that looks at a caller's number."""
        if self._hashed is not None and (caller := self._hashed.of(number)):
            self.callers.setdefault(call, caller)

    def aside(self, key: str, reason: str, content: str) -> None:
        """`content` must be masked already."""
        self.set_aside.append(SetAside(key, reason, content[:_CONTENT_AT_MOST]))

    def _nonsense(self, at: Micros | None, when: object, callid: str, queue: str, verb: str, data: Data) -> str:
        if not verb:
            return "no event; ENTERQUEUE, CONNECT and so on would be right"
        if at is None:
            return f'time "{masked_text(text(when))[:40]}" cannot be read; "2026-11-22 01:39:20" would be right'
        if at > self._latest:
            return "time is more than 5 minutes in the future; is the zone right?"
        if at < _EARLIEST:
            return "time is before the year 2000"
        needed = _SECONDS_NEEDED.get(verb)
        if needed is None:
            return ""
        if callid in ("", "NONE") or queue in ("", "NONE"):
            return f"{verb} without its {'call' if callid in ('', 'NONE') else 'queue'}"
        odd = next((i for i in needed if not _is_duration(data[i])), None)
        if odd is None:
            return ""
        return f'{verb} data{odd + 1} is "{masked_text(data[odd])[:20]}"; whole seconds, 0 or more, would be right'


def _is_duration(text: str) -> bool:
    return text.isdecimal() and text.isascii() and len(text) < 7


def _without_odd_wait(verb: str, data: Data) -> Data:
    """A wait that is none (negative after a clock jumped back, or no number) is as good as none told:
    the ending itself is true, and without it the caller would wait for ever."""
    at = _WAIT_AT[verb]
    if not data[at] or _is_duration(data[at]):
        return data
    return five([*data[:at], "", *data[at + 1 :]])


def masked(verb: str, data: Data) -> Data:
    """The data without callers' numbers and names. Of a row without a verb nothing can be known: all is hidden."""
    hidden = _CALLER.get(verb, ()) if verb else _ALL
    plain = _PLAIN.get(verb, frozenset())
    return five([_masked(told, i in hidden, i in plain) if told else "" for i, told in enumerate(data)])


def _masked(cell: str, hidden: bool, plain: bool) -> str:
    if plain and _is_plain(cell):
        return cell
    return _HIDDEN if hidden else masked_text(cell)


def _is_plain(text: str) -> bool:
    """Durations, positions, "talk|position", or a channel's own id: nothing as long as a telephone number, however
    it is written."""
    if len(text) < _FEWEST_DIGITS or _CHANNEL_ID.fullmatch(text):
        return True
    return all(sum(map(str.isdigit, found)) < _FEWEST_DIGITS for found in _NUMBER.findall(text))


def masked_text(told: str) -> str:
    """Digits in a row that could be a caller's number are hidden."""
    return _NUMBER.sub(_HIDDEN, told)
