"""What makes a figure: its definition, and each visit, request, person or day that is counted in it, with what it adds.

There is no second formulation of any figure here. Which visits count where says the state that counts them; what one of
them adds is what its metric's own entry in `METRICS` says of that one alone; and the same entry, of all that are listed,
says the figure again.
"""

from wallboard.questions.behind.answer import Behind, read_behind
from wallboard.questions.behind.members import Adds, CallMember, DayMember, Member, PersonMember, RequestMember
from wallboard.questions.behind.question import FigureQuestion, NoSuchFigure
from wallboard.questions.behind.target import target_of
from wallboard.questions.behind.then import RequestsThen, Then, VisitsThen

__all__ = [
    "Adds",
    "Behind",
    "CallMember",
    "DayMember",
    "FigureQuestion",
    "Member",
    "NoSuchFigure",
    "PersonMember",
    "RequestMember",
    "RequestsThen",
    "Then",
    "VisitsThen",
    "read_behind",
    "target_of",
]
