"""The demo city: who calls about what and when, who answers, and how fast each department works.

Made-up figures in the shape of the real ones (metrics-calls and metrics-tickets name the cities): a weekday has
about 1,300 calls with a hot late morning in which streets misses its target and a second, smaller peak after lunch;
weekends are thin. While the centre is closed nobody is on duty, and who calls all the same may ask to be called back.
"""

from __future__ import annotations

from dataclasses import dataclass

ZONE = "America/New_York"
COUNTRY = "US"

# Share of a day's calls by local hour: before noon most, over lunch fewer, a second peak after it.
HOURS = (5, 3, 2, 2, 3, 8, 20, 48, 80, 104, 118, 112, 90, 86, 102, 98, 82, 60, 42, 30, 22, 16, 11, 6)
# Calls by weekday against the mean weekday, Monday first.
WEEK = (1.12, 1.04, 1.0, 0.98, 1.04, 0.38, 0.30)
CALLS_A_DAY = 1_300
HOLIDAY = 0.22
WEEKDAY_OPEN, WEEKEND_OPEN = (6, 23), (8, 20)  # local hours, as demo.toml says; closed on holidays
CLOSED_CALLBACK_SHARE = (
    0.4  # of callers while closed ask to be called back; the others hear that it is closed and hang up
)
HOT_HOURS = (10, 12)  # from, until: streets calls double while the staff does not


@dataclass(frozen=True, slots=True)
class DemoQueue:
    name: str
    share: float
    talk_s: float
    hot: float = 1.0


QUEUES = (
    DemoQueue("streets", 0.30, 235, hot=1.7),
    DemoQueue("water", 0.18, 215),
    DemoQueue("waste", 0.19, 180),
    DemoQueue("tax", 0.13, 310, hot=1.2),
    DemoQueue("permits", 0.09, 290),
    DemoQueue("espanol", 0.11, 260),
)

PATIENCE_S = 800.0  # mean of an exponential patience
TIMEOUT_S = 900  # the queue gives a caller up after this
CALLBACK_AFTER_S = 75  # from here on a caller may press a key to be called back
CALLBACK_KEY = "1"  # as demo.toml says
CALLBACK_SHARE = 0.06
TRANSFER_SHARE = 0.05
NO_ANSWER_SHARE = 0.02
WRAP_UP_S = 25
REQUEST_SHARE = 0.2  # of answered calls lead to a request
WEB_REQUESTS_A_DAY = 90


@dataclass(frozen=True, slots=True)
class Shift:
    """From `start` until `end`, local hours, one agent for each of `lunches`: the hour at which that agent eats.

    The rota lets nobody eat in the hottest hour, and few at once.
    """

    start: float
    end: float
    lunches: tuple[float, ...]


WEEKDAY_SHIFTS = (
    Shift(6, 14.5, (11.25, 11.25, 11.95, 11.95)),
    Shift(7, 15, (11.95, 11.95, 12.65)),
    Shift(8, 16.5, (12.65, 12.65, 12.65, 13.35)),
    Shift(9, 17.5, (13.35, 13.35, 13.35)),
    Shift(10, 18.5, (14.0,)),
    Shift(14.5, 22.5, (18.7, 19.3, 20.0)),
    Shift(15, 23, (18.7, 19.3, 20.0, 20.7)),
)
WEEKEND_SHIFTS = (
    Shift(8, 16, (11.25, 11.95, 12.65, 13.35, 14.0)),
    Shift(9.5, 17.5, (12.65, 13.35, 14.0)),
    Shift(12, 20, (15.0, 15.7, 16.4, 17.1)),
)
LUNCH_MIN, BREAK_MIN = 40, 15
BREAK_WAITS_MIN = 40  # so long a break is put off while callers wait or too many are away
MOST_AWAY = 0.3  # share of those on duty

# One in three is bilingual, so that hardly any shift is without.
AGENTS = (
    "Ana P", "Ben O", "Dev S", "Carla M", "Femi A", "Grace L", "Elena R", "Jamal W", "Kira T", "Hugo B",
    "Maya D", "Nils H", "Ines C", "Olga V", "Paul K", "Luis G", "Quinn J", "Sam E", "Rosa N", "Tara F",
    "Uma I", "Yara U", "Vera Z", "Will Y", "Abel C", "Xin Q", "Zoe X", "Dina R", "Bea M", "Carl T",
    "Emil S", "Flo G",
)  # fmt: skip
BILINGUAL = frozenset(
    {"Ana P", "Carla M", "Elena R", "Hugo B", "Ines C", "Luis G", "Rosa N", "Yara U", "Abel C", "Dina R"}
)


def skills(agent: str) -> tuple[str, ...]:
    """The queues that an agent answers: four of the five English ones each, Spanish where bilingual."""
    english = [q.name for q in QUEUES if q.name != "espanol"]
    left_out = english[AGENTS.index(agent) % len(english)]
    mine = tuple(q for q in english if q != left_out)
    return (*mine, "espanol") if agent in BILINGUAL else mine


@dataclass(frozen=True, slots=True)
class ServiceType:
    """One kind of request. `days` is the median of a log-normal time to finish, `sigma` its spread."""

    name: str
    department: str
    share: float
    days: float
    sigma: float = 0.9
    emergency: bool = False


TYPES = (
    ServiceType("Pothole", "Streets", 0.13, 1.8, 0.85),
    ServiceType("Street cleaning", "Streets", 0.06, 2.9, 0.8),
    ServiceType("Sidewalk repair", "Streets", 0.02, 10, 0.7),
    ServiceType("Signal out", "Streets", 0.008, 0.09, 0.6, emergency=True),
    ServiceType("Tree pruning", "Forestry", 0.05, 8.5, 1.05),
    ServiceType("Tree down", "Forestry", 0.012, 0.13, 0.7, emergency=True),
    ServiceType("Water leak", "Water", 0.07, 0.9, 0.7),
    ServiceType("No water", "Water", 0.012, 0.09, 0.6, emergency=True),
    ServiceType("Meter question", "Water", 0.06, 0.6, 0.7),
    ServiceType("Missed collection", "Waste", 0.15, 0.5, 0.45),
    ServiceType("Bulk pick-up", "Waste", 0.08, 2.0, 0.5),
    ServiceType("Street light out", "Lighting", 0.09, 2.2, 0.85),
    ServiceType("Building complaint", "Inspections", 0.06, 5.5),
    ServiceType("Permit inspection", "Inspections", 0.04, 4.5),
    ServiceType("Stray animal", "Animal care", 0.03, 0.6),
    ServiceType("Animal bite", "Animal care", 0.003, 0.09, 0.6, emergency=True),
    ServiceType("Park upkeep", "Parks", 0.05, 4.0),
    ServiceType("Playground", "Parks", 0.025, 4.5),
)
# Where a request is sent by mistake, at most: departments do their own kinds of work.
NEIGHBOURS = {
    "Streets": ("Lighting", "Water"),
    "Lighting": ("Streets",),
    "Forestry": ("Parks", "Streets"),
    "Parks": ("Forestry",),
    "Water": ("Streets",),
    "Waste": ("Streets",),
    "Inspections": ("Streets",),
    "Animal care": ("Parks",),
}
# Which departments a call about this queue leads to.
QUEUE_DEPARTMENTS = {
    "streets": ("Streets", "Lighting", "Forestry", "Parks"),
    "water": ("Water",),
    "waste": ("Waste", "Animal care"),
    "tax": ("Inspections",),
    "permits": ("Inspections",),
    "espanol": tuple(NEIGHBOURS),
}
CHANNELS = ("web", "app", "walk-in")
WARDS = tuple(str(n) for n in range(1, 13))

UNASSIGNED_SHARE = 0.02
MOVED_SHARE = 0.03  # are first sent to a neighbour of the department whose work it is
HANDED_ON_SHARE = 0.03  # are passed to a neighbour, and come back
PING_PONG_SHARE = 0.25  # of these come back twice
PAUSED_SHARE = 0.06  # wait for their resident for a while
REOPENED_SHARE = 0.03
DUPLICATE_SHARE = 0.03  # are about what somebody reported before, where that is still open
MERGED_SHARE = 0.6  # of duplicates are merged into that one; the others are closed as duplicates
REJECTED_SHARE = 0.03
DELETED_SHARE = 0.002
