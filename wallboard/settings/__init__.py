"""Every setting: its name, default, unit and meaning. docs/settings.md is made from these classes.

Reading, overriding and validating a file is in `file/read.py`; this module only says what is right.
Durations are seconds unless the name says otherwise; shares are 0 to 1.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import Field

from wallboard.periods import PeriodRules
from wallboard.settings.parts.access import AccessSettings as AccessSettings
from wallboard.settings.parts.access import Server as Server
from wallboard.settings.parts.alarm import Alarm as Alarm
from wallboard.settings.parts.alerts import AlertRule as AlertRule
from wallboard.settings.parts.alerts import BuiltInAlert as BuiltInAlert
from wallboard.settings.parts.alerts import BuiltInAlerts as BuiltInAlerts
from wallboard.settings.parts.alerts import Channel as Channel
from wallboard.settings.parts.callers import Callers as Callers
from wallboard.settings.parts.dated import Dated as Dated
from wallboard.settings.parts.dated import in_force as in_force
from wallboard.settings.parts.figures import DeclaredFigure as DeclaredFigure
from wallboard.settings.parts.figures import FigureTarget as FigureTarget
from wallboard.settings.parts.hours import WEEKDAYS as WEEKDAYS
from wallboard.settings.parts.hours import Hours as Hours
from wallboard.settings.parts.hours import ServiceType as ServiceType
from wallboard.settings.parts.hours import Weekday as Weekday
from wallboard.settings.parts.mailing import Mailing as Mailing
from wallboard.settings.parts.promises import Promise as Promise
from wallboard.settings.parts.promises import PromiseClock as PromiseClock
from wallboard.settings.parts.records import RecordLink as RecordLink
from wallboard.settings.parts.review import MeetingMinutes as MeetingMinutes
from wallboard.settings.parts.review import ReviewSettings as ReviewSettings
from wallboard.settings.parts.section import Section as Section
from wallboard.settings.parts.section import Seen, SeenAs
from wallboard.settings.parts.source_says import Growing as Growing
from wallboard.settings.parts.source_says import Judged as Judged
from wallboard.settings.parts.source_says import Pace as Pace
from wallboard.settings.parts.source_says import Where as Where
from wallboard.settings.parts.values import Bands, LanguageTag, PauseSeconds, Share, Zone

BUILT_IN_BOARDS = ("wall", "far")  # of a file that declares none
Theme = Literal["dark", "light", "contrast"]
ServiceLevelVariant = Literal["answered", "offered", "less_short", "less_in_threshold", "handled_in_time"]
SERVICE_LEVEL_VARIANTS: tuple[ServiceLevelVariant, ...] = (
    "answered",
    "offered",
    "less_short",
    "less_in_threshold",
    "handled_in_time",
)
ANY_PAUSE = "*"
DEFAULT_BANDS_DAYS = (1.0, 3.0, 7.0, 14.0, 30.0, 90.0)


def pause_key(reason: str) -> str:
    """By which reasons of pauses are the same: agents and phone systems write them as they like."""
    return reason.strip().casefold()


class Site(Section):
    """One centre: its name on the wall, its time zone and when it is open."""

    name: Seen[str] = Field(description="what the wall's header says")
    zone: Seen[Zone] = Field(description='IANA time zone of the site, such as "America/Chicago"')
    hours: Seen[tuple[Hours, ...]] = Field(default=(), description="opening hours; none means always open")
    language: Seen[LanguageTag] = Field(
        default="en",
        description='its language where nobody chose another: "en", "fr", "es", or with a region, such as "es-MX"',
    )
    week_ends: Seen[Weekday] = Field(default="sun", description='the weekday with which its weeks end, such as "sat"')
    year_ends: Seen[int] = Field(
        default=12, ge=1, le=12, description="the month with which its year ends, 6 for a fiscal year until June"
    )

    @property
    def periods(self) -> PeriodRules:
        """How it counts weeks, months, quarters and years."""
        return PeriodRules(WEEKDAYS.index(self.week_ends), self.year_ends)


class CallTarget(Dated):
    """What the centre promised, in any of the three forms that cities use."""

    share: Seen[Share | None] = Field(default=None, description="share of calls to answer in time, such as 0.8")
    within_s: Seen[float] = Field(default=30, gt=0, description="seconds that count as in time (T)")
    speed_of_answer_s: Seen[float | None] = Field(
        default=None, gt=0, description="highest average speed of answer, seconds"
    )
    abandon_rate: Seen[Share | None] = Field(default=None, description="highest share of calls that may give up")


class Queue(Section):
    """One queue of the phone system; the table's name is the phone system's own name for it."""

    site: Seen[str] = Field(default="", description="site it belongs to; may be left out where there is one site")
    label: Seen[str] = Field(default="", description="what people call it; the queue's own name when empty")
    targets: Seen[tuple[CallTarget, ...]] = Field(default=(), description="what was promised to callers, by date")
    short_abandon_s: Seen[float] = Field(
        default=0, ge=0, description="abandons after at most this wait are short; 0 is off"
    )
    service_level: Seen[ServiceLevelVariant] = Field(default="offered", description="variant that the wall shows")
    members: tuple[str, ...] = Field(
        default=(), description="agents that the phone system's configuration names and its log never does"
    )
    members_persist: bool = Field(
        default=True,
        description="members added by the log outlive a restart of the phone system (Asterisk's persistentmembers)",
    )
    wrap_up_s: float = Field(
        default=0, ge=0, description="seconds of wrap-up after a call, as the phone system grants them"
    )


class Department(Section):
    """One department; the table's name is the ticket system's own name for it."""

    site: Seen[str] = Field(default="", description="site it belongs to; may be left out where there is one site")
    label: Seen[str] = Field(default="", description="what people call it; the department's own name when empty")
    owner: Seen[str] = Field(
        default="", description="named process owner, shown with the figures; the page *Process owners* names others"
    )
    owners: Seen[tuple[Owner, ...]] = Field(default=(), description="owners by date, where they changed")
    bands_days: Seen[Bands | None] = Field(
        default=None, description="upper edges of its age bands in days; the site's default when left out"
    )
    hours: tuple[Hours, ...] = Field(default=(), description="its business calendar; the site's hours when left out")
    age_in: Seen[Literal["calendar", "business"]] = Field(
        default="calendar", description="days in which its ages are told"
    )
    staffed: bool = Field(default=True, description="false: nobody works on it, its requests count as unassigned")


class Owner(Dated):
    """Who owned the process from a day on."""

    name: Seen[str] = Field(description="the owner's name")


class Board(Section):
    """One board: which tiles, where. Rows of tiles; "name:2" is two of the grid's columns wide."""

    title: Seen[str] = Field(default="", description="what its header says; the site's name when empty")
    site: Seen[str] = Field(default="", description="site that it shows; may be left out where there is one site")
    columns: Seen[int] = Field(
        default=4, ge=1, le=12, description="columns of the grid; the widths in each row add up to them"
    )
    rows: Seen[tuple[tuple[str, ...], ...]] = Field(
        description='tiles by row, such as [["speed_of_answer", "waiting_now"], ["queues:2", "ageing:2"]]'
    )
    heights: Seen[tuple[float, ...]] = Field(
        default=(), description="relative heights of the rows; equal when left out"
    )
    queues: Seen[tuple[str, ...]] = Field(
        default=(), description="queues shown, and whose calls are counted; all of the site's when empty"
    )
    departments: Annotated[tuple[str, ...], SeenAs.THEIR_NAMES] = Field(
        default=(), description="departments shown; all of the site's when empty"
    )
    agent_names: Seen[bool] = Field(default=False, description="whether agents are shown by name on this board")
    viewing_distance_m: Seen[float] = Field(
        default=5,
        gt=0,
        description="metres from which it is read: text is that large, and tiles for which there is then no room are left out and said to be",
    )
    screen_diagonal_in: Seen[float] = Field(default=55, gt=0, description="inches across the screen it hangs on")
    language: Seen[LanguageTag | None] = Field(
        default=None, description="the board's own language; the site's when left out"
    )
    theme: Seen[Theme] = Field(
        default="dark",
        description='its colours: "dark", which is calm all night; "light" for bright rooms; "contrast" for eyes that need more of it',
    )
    sound: Seen[bool] = Field(
        default=False, description="whether it sounds once for each new alarm, where its browser allows sound"
    )


class Rotation(Section):
    """Boards of one site that take turns on one screen. It has an address as a board has, and may not be called like one."""

    title: Seen[str] = Field(default="", description="what the browser's tab says; the site's name when empty")
    site: Seen[str] = Field(default="", description="site of its boards; may be left out where there is one site")
    boards: Seen[tuple[tuple[str, Annotated[float, Field(ge=5, le=3600)]], ...]] = Field(
        description='its boards in turn, each with the seconds for which it is seen, such as [["wall", 30], ["far", 20]]'
    )
    alarm_holds_s: Seen[float] = Field(
        default=300,
        ge=0,
        le=86_400,
        description="seconds for which a new alarm of one of its boards stops the round there; 0: it never does",
    )


class Retention(Section):
    """How long each kind of record is kept, in days. Open items are never purged."""

    call_events_days: Seen[int] = Field(
        default=800, ge=35, le=36_500, description="days for which events of calls are kept"
    )
    tickets_days: int = Field(
        default=3660, ge=35, le=36_500, description="days for which versions of finished requests are kept"
    )
    set_aside_days: int = Field(
        default=90, ge=1, le=36_500, description="days for which rows that made no sense are kept"
    )
    audit_days: int = Field(
        default=800, ge=35, le=36_500, description="days for which the log of what people did is kept"
    )
    alerts_days: int = Field(default=800, ge=35, le=36_500, description="days for which alerts that are over are kept")
    checkpoints_days: int = Field(
        default=800,
        ge=35,
        le=36_500,
        description="days for which daily checkpoints are kept; they make a past instant cheap to ask for",
    )


class SourceBase(Section):
    """Keys that every source has. Each kind adds its own; see below."""

    kind: str = Field(description="which outside system: the name of a module in data_sources")
    site: str = Field(default="", description="site it belongs to; may be left out where there is one site")
    zone: Zone | None = Field(
        default=None, description="zone of the source's times that carry none; the site's when left out"
    )
    poll_every: Pace[float] = Field(default=2, ge=1, description="seconds between polls")
    deadline_s: Pace[float] = Field(default=20, gt=0, description="seconds after which a poll is cut off")
    first_days: Pace[int] = Field(default=400, ge=0, le=36_500, description="days of history read at the first connect")
    late_after_s: Pace[float | None] = Field(
        default=None,
        gt=0,
        description="seconds without an answer after which it is late; three intervals when left out",
    )
    silent_after_s: Pace[float | None] = Field(
        default=None,
        gt=0,
        description="seconds of opening hours without anything new after which a source that answers is silent; when left out, that is judged by what came at the same hours of the weeks before",
    )
    set_aside_share: Pace[Share] = Field(
        default=0.05,
        description="share of rows that may make no sense and be set aside; above it `check` fails and the wall says so",
    )


class Settings(Section):
    """The whole file."""

    demo: Seen[bool] = Field(default=False, description="every screen says DEMO")
    ledger: str = Field(
        default="sqlite:///var/wallboard.db",
        description="SQLAlchemy address of the ledger; a password belongs in WALLBOARD_LEDGER or a file named by WALLBOARD_LEDGER_FILE",
    )
    server: Server = Field(default=Server(), description="where the wall is served")
    access: AccessSettings = Field(default=AccessSettings(), description="who may come in")
    retention: Seen[Retention] = Field(default=Retention(), description="how long records are kept")
    callers: Seen[Callers] = Field(default=Callers(), description="how callers who call again are recognised")
    review: Seen[ReviewSettings] = Field(
        default=ReviewSettings(), description="how a review tells signal from noise, and what a meeting looks at"
    )
    alarm: Seen[Alarm] = Field(default=Alarm(), description="when tiles are watched and alarmed")
    pauses: Seen[dict[str, PauseSeconds]] = Field(
        default={},
        description='seconds that a pause may last, by its reason as the phone system tells it: `pauses = { Lunch = 2400, "*" = 900 }`; "*" is every other pause, also one without a reason',
    )
    bands_days: Seen[Bands] = Field(
        default=DEFAULT_BANDS_DAYS, description="upper edges of the age bands in days; the last band is everything over"
    )
    emergency_types: tuple[str, ...] = Field(
        default=(), description="service types that are emergencies, always on top"
    )
    due_tolerance_min: Seen[float] = Field(
        default=60,
        ge=0,
        le=525_600,
        description="minutes by which a due date that a source tells may differ from what the settings promise (in its clock), or be moved later, before that is told; 1440 where sources tell days",
    )
    usual_weeks: Seen[int] = Field(default=8, ge=2, le=52, description="weeks of the same weekday that make the usual")
    sites: Annotated[dict[str, Site], SeenAs.THEIR_SITES] = Field(
        description="the centres that this wallboard serves, at least one"
    )
    sources: dict[str, Any] = Field(
        default={},
        description="see the kinds of sources; a different system needs a different name, because what was read is kept by it",
    )
    queues: Annotated[dict[str, Queue], SeenAs.AT_THEIR_SITES] = Field(
        default={}, description="queues of the phone system, by its names"
    )
    departments: Annotated[dict[str, Department], SeenAs.THEIR_DEPARTMENTS] = Field(
        default={}, description="departments, by the ticket system's names"
    )
    service_types: Annotated[dict[str, ServiceType], SeenAs.OF_THEIR_PROMISES] = Field(
        default={}, description="service types with a calendar of their own, by the ticket system's names"
    )
    promises: Annotated[tuple[Promise, ...], SeenAs.OF_THEIR_DEPARTMENTS] = Field(
        default=(), description="what residents were promised, by service type and date"
    )
    boards: Annotated[dict[str, Board], SeenAs.AT_THEIR_SITES] = Field(
        default={}, description="boards; the built-in ones, wall and far, where the file declares none"
    )
    rotations: Annotated[dict[str, Rotation], SeenAs.AT_THEIR_SITES] = Field(
        default={}, description="rotations through several boards on one screen"
    )

    figures: Annotated[dict[str, DeclaredFigure], SeenAs.AT_WHOLE_SITES] = Field(
        default={}, description="figures that systems beside the wall count by the day, by names of your own"
    )
    alerts: Annotated[dict[str, AlertRule], SeenAs.AT_THEIR_SITES] = Field(
        default={}, description="alerts over readings, by names of your own"
    )
    built_in_alerts: Seen[BuiltInAlerts] = Field(default=BuiltInAlerts(), description="alerts that need no setting")
    channels: dict[str, Channel] = Field(default={}, description="ways to tell people of alerts, by names of your own")

    mailings: dict[str, Mailing] = Field(
        default={},
        description="reviews, and departments' mornings, that are sent round by themselves, by names of your own",
    )

    def site_of(
        self, part: Queue | Department | Board | Rotation | SourceBase | AlertRule | DeclaredFigure | Mailing
    ) -> str:
        if isinstance(part, DeclaredFigure) and not part.site and part.source in self.sources:
            part = self.sources[part.source]
        return part.site or next(iter(self.sites))

    def languages(self) -> tuple[str, ...]:
        """Those that the file names, the first site's first: what is spoken where nobody chose, and in which region."""
        named = [*(site.language for site in self.sites.values()), *(b.language for b in self.boards.values())]
        return tuple(dict.fromkeys(filter(None, named)))

    def language_of(self, board: Board) -> str:
        """What a board speaks where nobody who looks at it chose another."""
        return board.language or self.sites[self.site_of(board)].language

    @property
    def callers_key_file(self) -> Path:
        """Where the key is kept under which callers' numbers are hashed, if none is given."""
        return Path(self.callers.key_file or Path(self.access.keys_file).with_name("callers.key"))

    def zone(self, site: str) -> ZoneInfo:
        return ZoneInfo(self.sites[site].zone)

    def bands(self, department: str = "") -> tuple[float, ...]:
        own = self.departments[department].bands_days if department in self.departments else None
        return own or self.bands_days

    def queue(self, name: str) -> Queue:
        """A queue that the phone system has and the file does not name gets the defaults."""
        return self.queues.get(name) or Queue()

    def pause_allowed_s(self, reason: str) -> float | None:
        """How long a pause for this reason may last, whichever way its letters are written; None where nothing says."""
        allowed = {pause_key(name): seconds for name, seconds in self.pauses.items()}
        return allowed.get(pause_key(reason), allowed.get(ANY_PAUSE))

    def promise_clock(self, source: str) -> PromiseClock:
        """How a source's pauses and reopenings count; the defaults of one that the file does not name."""
        options = self.sources.get(source)
        return options if isinstance(options, PromiseClock) else PromiseClock()

    def record_address(self, source: str, ticket: str) -> str:
        """Where a request is in its own system; "" where that is not told."""
        options = self.sources.get(source)
        return options.record_address(ticket) if isinstance(options, RecordLink) else ""

    def target(self, queue: str, day: date) -> CallTarget:
        return in_force(self.queue(queue).targets, day) or CallTarget()


Department.model_rebuild()
