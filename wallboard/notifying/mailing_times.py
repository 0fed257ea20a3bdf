"""When what is mailed of a week's review is due, and until when what it asks for is to be there; and when a department's morning
mail is. By the site's clock."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from wallboard.settings import WEEKDAYS, Mailing, Weekday

TOO_LATE = timedelta(days=2)  # after which a wall that was away no longer sends it

NO_MORNING = timedelta(hours=6)  # after which what was open in the morning is no longer sent


def is_morning(now: datetime, mailing: Mailing) -> bool:
    """Whether a day's mail to departments is to be sent, if it was not. On a day whose clocks skip its time, that is once they did; it ends
    with the day."""
    due = datetime.combine(now.date(), mailing.at)
    return due <= now < due + NO_MORNING


def due_at(last: date, mailing: Mailing) -> datetime:
    """The first such weekday and time after a week's last day."""
    return _first_on(last + timedelta(days=1), mailing.day, mailing.at)


def cut_off_at(last: date, mailing: Mailing) -> datetime | None:
    """Until when explanations of the week are asked for; None where the mailing says none."""
    if (cut_off := mailing.cut_off) is None:
        return None
    due = due_at(last, mailing)
    found = _first_on(due.date(), cut_off.day, cut_off.at)
    return found if found > due else found + timedelta(days=7)


def too_late_at(last: date, mailing: Mailing) -> datetime:
    """From when on it is no longer sent: old news, or nobody could answer in time."""
    old = due_at(last, mailing) + TOO_LATE
    cut_off = cut_off_at(last, mailing)
    return old if cut_off is None else min(old, cut_off)


def _first_on(first: date, weekday: Weekday, at: time) -> datetime:
    day = first + timedelta(days=(WEEKDAYS.index(weekday) - first.weekday()) % 7)
    return datetime.combine(day, at)
