"""Of the settings, somebody with a remit sees what is declared for it at the fields, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, time, timedelta
from enum import Enum
from itertools import count
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

import pytest
from pydantic import BaseModel, Field, SecretStr
from pydantic_core import PydanticUndefined

from data_sources import kinds
from wallboard.model.remit import EVERYTHING, NOTHING, Remit
from wallboard.settings import (
    AlertRule,
    Board,
    DeclaredFigure,
    Department,
    Promise,
    Queue,
    Rotation,
    ServiceType,
    Settings,
    Site,
    SourceBase,
)
from wallboard.settings.parts.access import Grant
from wallboard.settings.parts.section import Section, Seen
from wallboard.settings.problems.models import as_model
from wallboard.settings.within import within

# A setting more or fewer here is a decision about who may know it. What is not here, nobody with a remit sees.
SEEN = {
    "Settings": "demo retention callers review alarm pauses bands_days first_contact_min due_tolerance_min usual_weeks sites queues departments service_types promises boards "
    "rotations figures alerts built_in_alerts",
    "Retention": "call_events_days",
    "Callers": "days",
    "Alarm": "window least_calls leave_by leave_after_s watch_over alarm_over watch_under alarm_under "
    "waiting_watch_over waiting_alarm_over longest_watch_over longest_alarm_over emergency_new_min",
    "Site": "name zone hours language week_ends year_ends",
    "ReviewSettings": "rules screen minutes scores",
    "MeetingMinutes": "actions headline calls departments outside signals deep_dive hurts decisions",
    "Hours": "from_ mon tue wed thu fri sat sun holidays closed_days special_days",
    "Queue": "site label targets short_abandon_s service_level",
    "CallTarget": "from_ share within_s speed_of_answer_s abandon_rate",
    "Department": "site label owner owners bands_days age_in",
    "Owner": "from_ name",
    "ServiceType": "hours",
    "Promise": "from_ service_type department priority days business when_paused share",
    "AlertRule": "reading window variant over under clear hold_s clear_after_s at_least site each queues departments hours "
    "between tone says",
    "DeclaredFigure": "source column of kind site title unit better targets",
    "FigureTarget": "from_ value",
    "BuiltInAlert": "on hold_s",
    "BuiltInAlerts": "unstaffed source_lost promise_lost surge overlong_pause",
    "Rotation": "title site boards alarm_holds_s",
    "Board": "title site columns rows heights queues departments agent_names viewing_distance_m screen_diagonal_in language theme "
    "sound",
}
OF_WHOLE_SITES = ("Settings", "figures")  # of which a remit of departments or wards sees none
OURS = [Remit.of(["north"]), Remit.of(["north"], ["Parks"]), Remit.of(["north"], None, ["4"])]


M = TypeVar("M", bound=BaseModel)


class Distinctive:
    """Makes sections of which no field is at its default, and no two texts or numbers are the same."""

    def __init__(self) -> None:
        self._numbers = count(7001)

    def section(self, model: type[M], **given: Any) -> M:
        """As it would be read from a file, but for checks: some of the values would not pass."""
        made = {
            name: given[name] if name in given else self.value(field.annotation, field.get_default())
            for name, field in model.model_fields.items()
        }
        return model.model_construct(**made)

    def value(self, annotation: Any, default: Any = None) -> Any:
        inner, origin, arguments = as_model(annotation), get_origin(annotation), get_args(annotation)
        if inner is not None and issubclass(inner, Section):
            return self.section(inner)
        if origin is Annotated:
            return self.value(arguments[0], default)
        if origin in (Union, UnionType):
            return self.value(next(each for each in arguments if each is not type(None)), default)
        if origin is Literal:
            return next(choice for choice in arguments if choice != default)
        if origin is tuple:
            return tuple(self.value(each) for each in arguments if each is not Ellipsis)
        if origin in (dict, Mapping):
            return {self.value(arguments[0]): self.value(arguments[1])}
        if isinstance(annotation, type) and issubclass(annotation, Enum):
            return next(choice for choice in annotation if choice != default)
        return self._plain(annotation, default)

    def _plain(self, annotation: Any, default: Any) -> Any:
        number = next(self._numbers)
        made: dict[Any, Any] = {
            bool: not default,
            int: number,
            float: number + 0.5,
            str: f"text {number}",
            date: date(2001, 1, 1) + timedelta(days=number),
            time: time(number // 3600 % 24, number // 60 % 60, number % 60),
            Path: Path(f"/path/{number}"),
            SecretStr: SecretStr(f"secret {number}"),
        }
        return made[annotation]


def city(model: type[Settings] = Settings) -> Settings:
    """Every setting that there is, at another value than its default: at one site, and again at another."""
    make = Distinctive()

    def at(site: str, department: str) -> dict[str, Any]:
        return {
            "queues": {f"{site} queue": make.section(Queue, site=site)},
            "departments": {department: make.section(Department, site=site)},
            "boards": {f"{site} board": make.section(Board, site=site, departments=(department,))},
            "alerts": {f"{site} rule": make.section(AlertRule, site=site, departments=(department,))},
            "figures": {f"{site} figure": make.section(DeclaredFigure, site=site)},
            "rotations": {f"{site} rotation": make.section(Rotation, site=site)},
            "sources": {
                f"{site} {name}": make.section(kind.options, site=site, kind=f"{site} {name}")
                for name, kind in kinds().items()
            },
        }

    def promise(department: str) -> Promise:
        return make.section(Promise, department=department)

    given: dict[str, Any] = {name: part | at("south", "Water")[name] for name, part in at("north", "Parks").items()}
    given |= {"sites": {name: make.section(Site) for name in ("north", "south")}}
    promises = promise("Parks"), promise("Water")
    given |= {"promises": promises}
    given |= {"service_types": {promise.service_type: make.section(ServiceType) for promise in promises}}
    return make.section(model, **given)


def pairs(whole: Section, seen: Section) -> Iterator[tuple[Section, str, Any, Any]]:
    """Every field of every table that is in both: its table as it is, its name, its value there and as it is seen."""
    for name in type(whole).model_fields:
        ours, theirs = getattr(whole, name), getattr(seen, name)
        yield whole, name, ours, theirs
        for one, other in _tables(ours, theirs):
            yield from pairs(one, other)


def _tables(ours: Any, theirs: Any) -> Iterator[tuple[Section, Section]]:
    if isinstance(ours, Section):
        yield ours, theirs
    elif isinstance(ours, dict):
        yield from ((ours[name], theirs[name]) for name in theirs if isinstance(ours[name], Section))
    elif isinstance(ours, tuple):
        yield from (pair for pair in zip(ours, theirs, strict=False) if isinstance(pair[0], Section))


def default(section: Section, name: str) -> Any:
    return type(section).model_fields[name].get_default(call_default_factory=True)


def tables(model: type[Section], whole: Settings) -> set[type[Section]]:
    """Every table that a file may have, the sources' own among them."""
    found: set[type[Section]] = set()
    left: list[type[Section]] = [model, SourceBase, *(type(source) for source in whole.sources.values())]
    while left:
        table = left.pop()
        if table not in found:
            found.add(table)
            left += (each for field in table.model_fields.values() for each in _models_in(field.annotation))
    return found


def _models_in(annotation: Any) -> Iterator[type[Section]]:
    inner = as_model(annotation)
    if inner is not None and issubclass(inner, Section):
        yield inner
    for argument in get_args(annotation):
        yield from _models_in(argument)


def leaves(value: Any) -> Iterator[Any]:
    """The texts, numbers, dates and secrets in a value; no yes and no, of which there are too few to tell apart."""
    if isinstance(value, Section):
        for name in type(value).model_fields:
            yield from leaves(getattr(value, name))
    elif isinstance(value, dict):
        for name, each in value.items():
            yield name
            yield from leaves(each)
    elif isinstance(value, tuple):
        for each in value:
            yield from leaves(each)
    elif isinstance(value, SecretStr):
        yield value.get_secret_value()
    elif not isinstance(value, bool | Enum):
        yield value


def test_every_setting_of_the_test_is_unlike_its_default() -> None:
    """Else a setting that is seen could not be told from one that is not."""
    whole = city()
    walked = {type(section) for section, *_ in _walk(whole)}
    assert walked >= tables(Settings, whole) - {SourceBase}
    assert not [
        f"{type(section).__name__}.{name}" for section, name, value in _walk(whole) if same(section, name, value)
    ]


def _walk(section: Section) -> Iterator[tuple[Section, str, Any]]:
    for whole, name, value, _ in pairs(section, section):
        yield whole, name, value


def same(section: Section, name: str, value: Any) -> bool:
    standard = default(section, name)
    return standard is not PydanticUndefined and bool(value == standard)


@pytest.mark.parametrize("remit", [*OURS, EVERYTHING], ids=str)
def test_a_remit_sees_of_the_settings_exactly_what_is_declared_for_it(remit: Remit) -> None:
    whole = city()
    for section, name, _, seen in pairs(whole, within(whole, remit)):
        table = type(section).__name__
        declared = name in SEEN.get(table, "").split() and (remit.whole_sites or (table, name) != OF_WHOLE_SITES)
        assert declared != same(section, name, seen), f"{table}.{name}"
    assert within(whole, remit).model_fields_set == set(SEEN["Settings"].split())


@pytest.mark.parametrize("remit", [*OURS, EVERYTHING, NOTHING], ids=str)
def test_no_value_of_what_is_not_declared_is_anywhere_in_what_is_seen(remit: Remit) -> None:
    whole = city()
    hidden = {
        leaf
        for section, name, value in _walk(whole)
        if name not in SEEN.get(type(section).__name__, "").split()
        for leaf in leaves(value)
    }
    known = {"north", "south", "Parks", "Water"} | set(leaves(Settings(sites={})))
    assert len(hidden) > 100
    assert not (hidden - known) & set(leaves(within(whole, remit)))


@pytest.mark.parametrize("remit", OURS, ids=str)
def test_what_is_seen_is_as_it_is_and_of_ones_own_only(remit: Remit) -> None:
    whole = city()
    seen = within(whole, remit)
    for section, name, ours, theirs in pairs(whole, seen):
        table, field = type(section).__name__, type(section).model_fields[name]
        of_tables = any(_models_in(field.annotation))  # they are told field by field
        if name in SEEN.get(table, "").split() and not of_tables:
            assert theirs == ours, f"{table}.{name}"
    assert set(seen.sites) == {"north"}
    assert set(seen.queues) == {"north queue"}
    assert set(seen.boards) == {"north board"}
    assert set(seen.departments) == {"Parks"}
    assert {promise.department for promise in seen.promises} == {"Parks"}
    assert [*seen.service_types] == [promise.service_type for promise in seen.promises]
    assert set(seen.figures) == ({"north figure"} if remit.whole_sites else set())
    assert seen.retention.call_events_days == whole.retention.call_events_days


def test_agents_that_the_settings_name_are_named_to_nobody() -> None:
    """Whether somebody may know agents by name is asked where they are shown, never by what settings they hold."""
    assert not within(city(), Remit.of(["north"])).queues["north queue"].members


class Mail(Section):
    """What alerts may come to need, for instance."""

    server: str = Field(default="", description="where mail goes out")
    sender: Seen[str] = Field(default="", description="seen, were its table")


class Tomorrow(Settings):
    """The settings with a section more, of which nobody thought who may see it."""

    mail: Mail = Field(default=Mail(), description="how mail goes out")
    towns: dict[str, Mail] = Field(default={}, description="the same by town")
    phrase: str = Field(default="", description="a text at the top")


@pytest.mark.parametrize("remit", [*OURS, EVERYTHING, NOTHING], ids=str)
def test_a_new_section_is_seen_by_nobody_until_it_says_who_may(remit: Remit) -> None:
    whole = city(Tomorrow)
    assert isinstance(whole, Tomorrow)
    assert all((whole.mail.server, whole.towns, whole.phrase))
    seen = within(whole, remit)
    assert isinstance(seen, Tomorrow)
    assert (seen.mail, seen.towns, seen.phrase) == (Mail(), {}, "")


def test_in_a_table_that_is_seen_a_new_setting_is_seen_only_where_it_says_so() -> None:
    class Told(Settings):
        mail: Seen[Mail] = Field(default=Mail(), description="how mail goes out")

    whole = city(Told)
    seen = within(whole, Remit.of(["north"]))
    assert isinstance(whole, Told)
    assert isinstance(seen, Told)
    assert (seen.mail.server, seen.mail.sender) == ("", whole.mail.sender)


def test_what_a_table_cannot_do_without_is_declared_where_the_table_is() -> None:
    """There is no default that could stand in its place."""
    for table in tables(Settings, city()):
        needed = {name for name, field in table.model_fields.items() if field.is_required()}
        assert table.__name__ not in SEEN or needed <= set(SEEN[table.__name__].split()), table


def test_groups_of_the_citys_sign_in_are_walked_too() -> None:
    assert {Grant, SourceBase} <= tables(Settings, city())
