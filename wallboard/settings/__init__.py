"""Every setting: its name, default, unit and meaning, the whole file here and its sections in `parts`. docs/settings.md is
made from these classes.

Reading, overriding and validating a file is in `file/read.py`; here is only said what is right.
Durations are seconds unless the name says otherwise; shares are 0 to 1.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import Field

from wallboard.settings.parts.access import AccessSettings as AccessSettings
from wallboard.settings.parts.access import Server as Server
from wallboard.settings.parts.alarm import Alarm as Alarm
from wallboard.settings.parts.alerts import AlertRule as AlertRule
from wallboard.settings.parts.alerts import BuiltInAlert as BuiltInAlert
from wallboard.settings.parts.alerts import BuiltInAlerts as BuiltInAlerts
from wallboard.settings.parts.alerts import Channel as Channel
from wallboard.settings.parts.boards import BUILT_IN_BOARDS as BUILT_IN_BOARDS
from wallboard.settings.parts.boards import Board as Board
from wallboard.settings.parts.boards import Rotation as Rotation
from wallboard.settings.parts.boards import Theme as Theme
from wallboard.settings.parts.callers import Callers as Callers
from wallboard.settings.parts.dated import Dated as Dated
from wallboard.settings.parts.dated import in_force as in_force
from wallboard.settings.parts.departments import DEFAULT_BANDS_DAYS as DEFAULT_BANDS_DAYS
from wallboard.settings.parts.departments import Department as Department
from wallboard.settings.parts.departments import Owner as Owner
from wallboard.settings.parts.figures import DeclaredFigure as DeclaredFigure
from wallboard.settings.parts.figures import FigureTarget as FigureTarget
from wallboard.settings.parts.hours import WEEKDAYS as WEEKDAYS
from wallboard.settings.parts.hours import Hours as Hours
from wallboard.settings.parts.hours import ServiceType as ServiceType
from wallboard.settings.parts.hours import Weekday as Weekday
from wallboard.settings.parts.mailing import Mailing as Mailing
from wallboard.settings.parts.promises import Promise as Promise
from wallboard.settings.parts.promises import PromiseClock as PromiseClock
from wallboard.settings.parts.queues import SERVICE_LEVEL_VARIANTS as SERVICE_LEVEL_VARIANTS
from wallboard.settings.parts.queues import CallTarget as CallTarget
from wallboard.settings.parts.queues import Queue as Queue
from wallboard.settings.parts.queues import ServiceLevelVariant as ServiceLevelVariant
from wallboard.settings.parts.records import RecordLink as RecordLink
from wallboard.settings.parts.retention import Retention as Retention
from wallboard.settings.parts.review import MeetingMinutes as MeetingMinutes
from wallboard.settings.parts.review import ReviewSettings as ReviewSettings
from wallboard.settings.parts.section import Section as Section
from wallboard.settings.parts.section import Seen, SeenAs
from wallboard.settings.parts.site import Site as Site
from wallboard.settings.parts.source_base import SourceBase as SourceBase
from wallboard.settings.parts.source_says import Growing as Growing
from wallboard.settings.parts.source_says import Judged as Judged
from wallboard.settings.parts.source_says import Pace as Pace
from wallboard.settings.parts.source_says import Where as Where
from wallboard.settings.parts.values import ANY_PAUSE as ANY_PAUSE
from wallboard.settings.parts.values import Bands, PauseSeconds
from wallboard.settings.parts.values import pause_key as pause_key


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
    first_contact_min: Seen[float] = Field(
        60,
        gt=0,
        le=7 * 24 * 60,
        description="minutes within which a request that was opened is closed at first contact, where no second department had it",
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
        default={}, description="boards; the built-in ones, wall, far and departments, where the file declares none"
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
