"""What somebody may read. Pages, callbacks, the stream, exports and the API ask a Reader and nothing else, so that
they cannot disagree about what is whose."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from datetime import date
from threading import Lock

from wallboard.clock import Clock, local_day, utc
from wallboard.engine.alert_reader import AlertReader
from wallboard.engine.answers import Answers
from wallboard.engine.edition_reader import EditionReader
from wallboard.engine.known_names import KnownNames, UnknownName
from wallboard.engine.past_days import PastDays
from wallboard.engine.pasts_read import PastsRead
from wallboard.engine.reads import Reads
from wallboard.engine.replay_reader import ReplayReader
from wallboard.engine.review_reader import ReviewReader
from wallboard.engine.trying import Progress, Trial, Tried, try_rules
from wallboard.ledger import OutOfRetention
from wallboard.ledger.mailing_log import MailingLog
from wallboard.model import DAY, NAMELESS, CallbackOwed, Health, Micros, ReadingKey, Scope, Snapshot, Visit, VisitKey
from wallboard.model.floor import Floor
from wallboard.model.remit import Remit
from wallboard.questions.behind import Behind, FigureQuestion, NoSuchFigure
from wallboard.questions.callers import callers_of
from wallboard.questions.day import Day, DayQuestion, read_day
from wallboard.questions.departments.open_items import OpenItems
from wallboard.questions.due_dates import DueDates, DueQuestion
from wallboard.questions.errors import NoSuchSite, NotBegun, NotKept
from wallboard.questions.open_requests import OpenRequests, RequestsQuestion, read_open_requests
from wallboard.questions.requests_past import PastQuestion, RequestsPast
from wallboard.questions.review import ReviewQuestion
from wallboard.questions.same_caller import SameCallerQuestion, read_same_caller
from wallboard.questions.stories import RequestStory, VisitStory, read_request_story, read_visit_story
from wallboard.questions.visits import DayVisit, VisitsQuestion, read_visits
from wallboard.review import Review
from wallboard.settings import Settings
from wallboard.settings.within import as_told, within

MOST_READERS = 512
FIRST: Micros = DAY  # what is before, nobody kept


class Reader:
    """All that a remit holds. Equal remits have one Reader while the settings stay; ask `Readers.within` for each use.

    `names`: whether agents and assignees are told by name. Any thread may call.
    """

    def __init__(self, readers: Readers, whole: Settings, remit: Remit, names: bool) -> None:
        self.remit, self.names = remit, names
        self.told_remit = as_told(whole, remit)
        self.settings = within(whole, remit)
        self._readers, self._engine, self._answers, self._whole = readers, readers.engine, readers.answers, whole
        self._past = PastDays(self, readers, whole)

    def narrowed(self, remit: Remit) -> Reader:
        """What is within this one and the other remit: never more than this one has. As for somebody with that remit, its
        requests are read from the ledger once, and fed by polls for as long as somebody asks."""
        return self._readers.within(self.remit.narrowed(remit), self.names)

    def snapshot(self) -> Snapshot:
        """What boards show now."""
        return self._named(self._engine.snapshot(self.remit))

    def full_snapshot(self) -> Snapshot:
        """Every metric in every scope, as of the last polls."""
        return self._named(self._engine.full_snapshot(self.remit))

    def floor(self) -> tuple[Snapshot, Floor]:
        """The full snapshot, and who is on duty and who waits at its instant; agents only with `names`."""
        snapshot, floor = self._engine.floor(self.remit)
        return self._named(snapshot), floor if self.names else replace(floor, agents=())

    def snapshot_at(self, at: Micros, known: Micros | None = None) -> Snapshot:
        """What was true at an instant by what is known now, or had arrived by `known`. Raises OutOfRetention."""
        return self._named(self._answers.past(self._whole, self.remit, at, known))

    @property
    def replay(self) -> ReplayReader:
        """The past as it was seen then."""
        return ReplayReader(
            self._answers, self._engine.ledger, self._whole, self.settings.sites, self.remit, self.names
        )

    def day(self, question: DayQuestion) -> Day:
        """One day of one site. Raises NoSuchSite and NoSuchDay."""
        return read_day(question, self._past, self._readers.clock())

    def visits(self, question: VisitsQuestion) -> tuple[DayVisit, ...]:
        """The calls of one day; agents only with `names`. Raises NoSuchSite and NoSuchDay."""
        visits = read_visits(question, self._past, self._readers.clock())
        return visits if self.names else tuple(visit._replace(agent="") for visit in visits)

    def visit(self, key: VisitKey) -> VisitStory:
        """One visit with all that was told of its call; agents, and the source's rows that name them, only with `names`.
        Raises NoSuchStory."""
        story = read_visit_story(key, self._engine.ledger, self.settings)
        return story if self.names else story.unnamed()

    def request(self, source: str, ticket: str) -> RequestStory:
        """One request by what was said of it within the remit; people only with `names`. Raises NoSuchStory."""
        story = read_request_story(source, ticket, self._engine.ledger, self.remit, self._whole.sources)
        return story if self.names else story.unnamed()

    def same_caller(self, question: SameCallerQuestion) -> tuple[Visit, ...] | None:
        """The other calls of the day by the caller of one call, None where that is not known; agents only with `names`.
        Raises NoSuchSite and NoSuchDay."""
        visits = read_same_caller(question, self._past, self._readers.clock())
        return visits if self.names or visits is None else tuple(replace(visit, agent=None) for visit in visits)

    def callbacks_owed(self, site: str) -> tuple[CallbackOwed, ...] | None:
        """Who is owed a call now, the first first; None where callers are not recognised. Raises NoSuchSite."""
        if site not in self.settings.sites:
            raise NoSuchSite(self.settings.sites)
        return callers_of(self._engine.ledger, self._whole, site, self._readers.clock()).owed

    @property
    def alerts(self) -> AlertReader:
        """What fired, who took it and who was told."""
        return AlertReader(self._engine.ledger.alerts, self.remit, self.names)

    @property
    def review(self) -> ReviewReader:
        """What people wrote in the weekly review, and write."""
        return ReviewReader(self._engine.ledger.review_words, self.settings, self.remit, self._readers.clock)

    def owners(self, site: str, day: date) -> dict[str, str]:
        """The name of whoever owns the process of each department on a day."""
        return {department: owner.name for department, owner in self.review.owners(site, day).items()}

    @property
    def editions(self) -> EditionReader:
        """Published reviews."""
        return EditionReader(self._engine.ledger.editions, self.settings, self.remit, self._readers.clock)

    def tried(self, rules: Settings, trial: Trial, progress: Progress) -> Tried:
        """What these rules would have fired on past days of a site. Raises NoSuchSite, and OutOfRetention."""
        if trial.site not in self.settings.sites:
            raise NoSuchSite(self.settings.sites)
        return try_rules(self._engine.ledger, rules, trial, progress)

    def reviewed(self, question: ReviewQuestion) -> Review:
        """Every figure of a week, month or quarter, within the remit. Raises NoSuchSite."""
        if question.site not in self.settings.sites:
            raise NoSuchSite(self.settings.sites)
        return self._answers.review(self._whole, self.remit, question)

    def reviewed_with_rows(self, question: ReviewQuestion) -> Review:
        """The same, with the counts of days that its figures are made of. Raises NoSuchSite."""
        if question.site not in self.settings.sites:
            raise NoSuchSite(self.settings.sites)
        return self._answers.review_with_rows(self._whole, self.remit, question)

    def requests(self, question: RequestsQuestion) -> OpenRequests:
        """A page of open requests; assignees only with `names`. Raises NoSuchSite."""
        if question.site not in self.settings.sites:
            raise NoSuchSite(self.settings.sites)
        requests = read_open_requests(question, self._engine.ledger, self._whole, self.remit, self._readers.clock())
        return requests if self.names else requests._replace(rows=tuple(r._replace(assignee="") for r in requests.rows))

    def due_dates(self, question: DueQuestion) -> DueDates:
        """What sources say of when requests are due, held against the settings. Raises NoSuchSite, NotBegun and NotKept."""
        if question.site not in self.settings.sites:
            raise NoSuchSite(self.settings.sites)
        self._can_tell(question.at)
        try:
            return self._answers.due_dates(self._whole, self.remit, question)
        except OutOfRetention:
            raise NotKept(local_day(question.at, self.settings.zone(question.site))) from None

    def requests_past(self, question: PastQuestion) -> RequestsPast | None:
        """The requests of a department, type or ward since an instant, for all that is asked of their past: as of their source's
        last answer, or that of some minutes before. None where nothing is known of any. Raises NoSuchSite."""
        if question.site not in self.settings.sites:
            raise NoSuchSite(self.settings.sites)
        reading = self.full_snapshot().get("tickets.open", Scope(question.site))
        if reading is None or reading.value is None:
            return None
        return self._readers.pasts.of(self._whole, self.remit, question, reading.as_of)

    def open_items(self, site: str, department: str) -> OpenItems | None:
        """What is open in a department, as of its source's last answer; None where nothing is known of it. Assignees only with
        `names`."""
        reading = self.full_snapshot().get("tickets.open", Scope(site, department=department))
        if reading is None:
            return None
        items = self._answers.open_items(self._whole, self.remit, site, department, reading.as_of)
        return items if self.names else items.unnamed()

    def record_address(self, source: str, ticket: str) -> str:
        """Where a request of theirs is in its own system; "" where the settings do not say."""
        return self._whole.record_address(source, ticket)

    def asked_now(self, key: ReadingKey) -> FigureQuestion:
        """The question of a figure as it is shown now: as of its source's last answer, by what had come by then. Raises
        NoSuchFigure."""
        reading = self.full_snapshot().readings.get(key)
        if reading is None:
            raise NoSuchFigure(key.metric)
        return FigureQuestion(key, reading.as_of, reading.as_of)

    def behind(self, question: FigureQuestion) -> Behind:
        """What makes a figure; agents and assignees only with `names`. Raises NoSuchFigure, NoSuchSite and NoSuchDay."""
        site = question.scope.site
        if site not in self.settings.sites:
            raise NoSuchSite(self.settings.sites)
        self._can_tell(question.at, question.known)
        day = local_day(question.at, self.settings.zone(site))
        try:
            behind = self._answers.behind(self._whole, self.remit, question)
        except OutOfRetention:
            raise NotKept(day) from None
        if behind is None:
            raise NoSuchFigure(question.key.metric)
        return behind if self.names else behind.unnamed()

    def figures_at(self, at: Micros, known: Micros | None) -> Snapshot:
        """As `snapshot_at`, for an instant that anybody may have written. Raises NotBegun and NotKept."""
        self._can_tell(at, known)
        try:
            return self.snapshot_at(at, known)
        except OutOfRetention:
            raise NotKept(utc(at).date()) from None

    def _can_tell(self, *instants: Micros | None) -> None:
        told = [instant for instant in instants if instant is not None]
        if max(told) > self._readers.clock():
            raise NotBegun(utc(max(told)).date())
        if min(told) < FIRST:
            raise NotKept(utc(min(told)).date())

    def unknown(self) -> tuple[UnknownName, ...]:
        """Departments and wards of the remit that nobody knows: what it lets somebody see of them is nothing."""
        return self._readers.known.unknown(self.told_remit, self._whole)

    def departments(self) -> frozenset[str]:
        """Those of its settings and those that requests have named, as far as they are within the remit. Within wards
        those that requests of these wards have named: another name would tell what is asked for in others' wards."""
        declared = frozenset(self.settings.departments)
        if self.remit.wards is not None:
            return declared | self._counted_departments()
        named = self._readers.known.named("department", self.told_remit.sites)
        ours = self.remit.departments
        return declared | (named if ours is None else named & ours)

    def _counted_departments(self) -> frozenset[str]:
        """Those that its own requests are counted by."""
        counted = (key.scope for key in self.full_snapshot().readings if key.metric == "tickets.open")
        named = (each for each in counted if each == Scope(each.site, department=each.department))
        return frozenset(each.department for each in named) - {"", NAMELESS["department"]}

    def health(self) -> tuple[Health, ...]:
        """How every source of its sites is doing now."""
        return self._engine.health(self.remit)

    def _named(self, snapshot: Snapshot) -> Snapshot:
        """Without the people whom it may not name."""
        return snapshot if self.names else snapshot.unnamed()


class Readers:
    """Everybody's readers, over one engine. They follow its settings."""

    def __init__(self, engine: Reads, clock: Clock) -> None:
        self.engine, self.clock = engine, clock
        self.known = KnownNames(lambda: engine.ledger, clock)
        self._lock = Lock()
        self._settings = engine.settings
        self._readers: OrderedDict[tuple[Remit, bool], Reader] = OrderedDict()
        self.answers = Answers(engine, clock)
        self.pasts = PastsRead(engine, clock)

    @property
    def mailings(self) -> MailingLog:
        """What of reviews was sent round."""
        return self.engine.ledger.mailings

    def within(self, remit: Remit, names: bool = False) -> Reader:
        with self._lock:
            if self._settings is not self.engine.settings:
                self._settings = self.engine.settings
                self._readers.clear()
                self.answers.settings_changed()
            reader = self._readers.get((remit, names)) or Reader(self, self._settings, remit, names)
            self._readers[remit, names] = reader
            self._readers.move_to_end((remit, names))
            if len(self._readers) > MOST_READERS:
                self._readers.popitem(last=False)
            return reader
