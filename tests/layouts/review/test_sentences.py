"""What is said of a review, sentence by sentence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from layouts.review.sentences import ReviewWords, figure_sentences, review_words
from tests.reviews import SETTINGS, WEEK_ENDING, Week, Weekly, a_figure, a_review
from wallboard.languages import language, speak
from wallboard.metrics.combining import AmountOf, Gap
from wallboard.metrics.xmr import Better, RuleSet, Tendency
from wallboard.periods import PeriodKind
from wallboard.review import FigureState
from wallboard.settings import Settings

P, THIN = "\u202f%", "\u202f"


def shares(*points: float, of: int = 500) -> list[Week]:
    return [AmountOf(round(each / 100 * of), of) for each in points]


def waits(*seconds: float, of: int = 1_000) -> list[Week]:
    return [AmountOf(round(each * of), of) for each in seconds]


QUIET = [300.0, 304, 297, 301, 305, 299, 302, 296, 303, 300, 304, 298]
KEPT = shares(78, 80, 77, 79, 78, 80, 77, 79, 78, 79, 77, 78)
ANSWERED = waits(31, 28, 33, 29, 30, 32, 28, 31, 30, 29, 32, 31)
STREETS = {"department": "STR"}


def words(*figures: Weekly, tag: str = "en", kind: PeriodKind = PeriodKind.WEEK) -> ReviewWords:
    with speak(language(tag)):
        return review_words(a_review(*figures, kind=kind), SETTINGS)


def headline(*figures: Weekly, tag: str = "en") -> list[str]:
    return [each.text for each in words(*figures, tag=tag).headline]


def told(weekly: Weekly, rules: RuleSet = RuleSet.STANDARD) -> list[str]:
    return list(figure_sentences(a_figure(weekly, rules=rules), SETTINGS))


def test_a_headline_tells_how_callers_were_answered_what_was_kept_and_what_has_grown() -> None:
    streets = [*QUIET, *(300 + 14.0 * nth for nth in range(1, 9))]
    made = (
        Weekly("calls.asa_s", ANSWERED, target=30),
        Weekly("tickets.on_time", KEPT, target=0.85),
        Weekly("tickets.open", streets, STREETS),
    )
    assert headline(*made) == [
        "Answered in 0:31 on average: as usual, target 0:30 missed, by chance as things are: the process needs changing.",
        f"78{P} of promises kept: as usual, target 85{P} is out of reach as things are.",
        "Streets: the backlog has grown for 8 weeks, by 114.",
    ]
    assert headline(*made, tag="fr")[2] == "Streets\u00a0: l’arriéré grandit depuis 8 semaines, de 114 en tout."
    assert headline(*made, tag="es")[1] == (
        f"78{P} de las promesas cumplidas: como de costumbre, la meta 85{P} está fuera de alcance tal como están las cosas."
    )


def test_grown_is_said_only_where_every_week_was_above_the_one_before() -> None:
    above = [*QUIET, *[320.0, 322, 321, 324, 323, 326, 325, 330]]
    assert headline(Weekly("tickets.open", above, STREETS))[0] == (
        "Open requests (Streets), 330. Worse: on average 23.1 above its centre of 301 over 8 weeks, "
        "since the week to Sun 27 Sep 2026."
    )


def test_a_quiet_week_says_of_how_many_figures_that_nothing_has_changed() -> None:
    quiet = words(Weekly("tickets.opened", QUIET), Weekly("tickets.finished", QUIET))
    assert [each.text for each in quiet.headline] == ["Nothing has changed: 2 figures are within their usual range."]
    assert quiet.as_usual == "2 figures within their usual range"
    assert quiet.signals == ()
    assert words(Weekly("tickets.opened", QUIET)).as_usual == "1 figure within its usual range"
    assert words(Weekly("tickets.opened", QUIET), tag="fr").as_usual == "1 chiffre dans sa plage habituelle"


def test_no_figures_at_all_are_said_to_be_none() -> None:
    assert headline() == ["There are no figures of this period."]


def test_the_most_urgent_signals_come_first_and_the_others_are_counted() -> None:
    spikes = [Weekly("tickets.opened", [*QUIET, 340.0 + nth], {"department": f"D{nth}"}) for nth in range(4)]
    worse = Weekly("tickets.open", [*QUIET, 400.0], STREETS)
    told = words(*spikes, worse).headline
    assert told[0].tendency is Tendency.WORSE
    assert [each.tendency for each in told[1:3]] == [Tendency.NEUTRAL] * 2
    assert told[3].text == "2 more figures have changed."


def test_a_signal_says_its_size_since_when_and_by_which_rule() -> None:
    assert told(Weekly("tickets.open", [*QUIET, 350.0])) == [
        "Open requests, 350.",
        "Worse: 49.2 above its centre of 301, in the week to Sun 15 Nov 2026.",
        "By the rule: beyond a limit.",
        f"+17{P} on the week before.",
    ]
    assert told(Weekly("calls.offered", [*QUIET, 250.0]))[1].startswith("Changed: 50.8 below its centre of 301")
    assert told(Weekly("tickets.on_time", [*KEPT, *shares(90)]))[1] == (
        f"Better: 11.7 points above its centre of 78{P}, in the week to Sun 15 Nov 2026."
    )


def test_a_week_to_the_other_side_makes_a_signal_of_weeks_and_not_of_their_mean() -> None:
    noisy = [300.0, 310] * 6
    first = told(Weekly("calls.offered", [*noisy, 320, 322, 200, 321]))[1]
    assert first == "Changed: above its centre in 3 weeks of 4, since the week to Sun 25 Oct 2026."


def test_a_trend_is_told_with_how_far_it_has_gone() -> None:
    rising = [*QUIET, 297.0, 298, 299, 300, 301, 302, 303]
    assert told(Weekly("tickets.open", rising), RuleSet.HEALTH_SERVICE)[1:3] == [
        "Worse: higher each week for 6 weeks, by 6 in all, since the week to Sun 11 Oct 2026.",
        "By the rule: seven in a row, each further than the one before.",
    ]


def test_what_is_rare_is_better_where_it_came_later() -> None:
    days = [WEEK_ENDING - timedelta(days=200)]
    days = [days[0] - timedelta(days=20 * nth + nth % 3) for nth in range(12, 0, -1)] + days
    events = [*days, WEEK_ENDING]
    counts = [0.0] * 64
    for day in events:
        counts[-1 - (WEEK_ENDING - day).days // 7] += 1
    later = told(Weekly("calls.lost", counts, events=events))
    assert later[1] == (
        "Better: rarer than its centre of 19 d between two, 1 time of the last 1, since Sun 15 Nov 2026."
    )


def test_nothing_is_rarer_for_a_source_that_was_lost_meanwhile() -> None:
    days = [WEEK_ENDING - timedelta(days=200 + 20 * nth + nth % 3) for nth in range(13)]
    counts = [0.0] * 68
    for day in [*days, WEEK_ENDING]:
        counts[-1 - (WEEK_ENDING - day).days // 7] += 1
    lost = {WEEK_ENDING - timedelta(days=90): Gap.SOURCE_LOST}
    figure = a_figure(Weekly("calls.lost", counts, events=[*days, WEEK_ENDING], gaps=lost))
    assert figure.signals == ()
    assert figure_sentences(figure, SETTINGS)[0] == "Callers cut off by a restart, 1."


def test_a_season_is_taken_out_or_said_to_be_in_it() -> None:
    year = [300.0 + 100 * (week in range(10, 20)) + week % 4 for week in range(52)]
    known = [*year, *year, *year[:20]]
    assert told(Weekly("calls.offered", [*known, known[20 - 52] + 80], seasonal=True))[1] == (
        "Changed: on average 80 above its centre with the season taken out, over 1 week, since the week to Sun 15 Nov 2026."
    )
    young = told(Weekly("calls.offered", [*QUIET, 400.0], seasonal=True))
    assert "It has a season in it that cannot be taken out yet: fewer than two years are known." in young


@pytest.mark.parametrize(
    ("target", "says"),
    [
        (0.70, f"as usual, target 70{P} is always met as things are."),
        (0.90, f"as usual, target 90{P} is out of reach as things are."),
        (0.77, f"as usual, target 77{P} met, but by chance as things are: the process needs changing."),
        (0.79, f"as usual, target 79{P} missed, by chance as things are: the process needs changing."),
    ],
)
def test_a_target_is_told_with_its_assurance(target: float, says: str) -> None:
    assert told(Weekly("tickets.on_time", KEPT, target=target))[0] == f"Share of promises kept, 78{P}: {says}"


def test_limits_that_a_signal_has_left_speak_of_what_was_before_it() -> None:
    sentences = told(Weekly("tickets.on_time", [*KEPT, *shares(90)], target=0.85))
    assert sentences[0] == f"Share of promises kept, 90{P}, target 85{P}: met."
    assert f"Before this change target 85{P} was out of reach." in sentences


def test_trial_limits_and_none_are_said_to_be_so() -> None:
    trial = told(Weekly("tickets.open", [300.0, 304, 297, 301, 305, 299, 302, 350]))
    assert "Its limits are trial limits, drawn from 8 points: each new one still moves them." in trial
    young = told(Weekly("tickets.on_time", shares(78, 80), target=0.85))
    assert young[:2] == [
        f"Share of promises kept, 80{P}, target 85{P}: missed.",
        "Too few weeks are known to say whether that is usual.",
    ]


def test_the_signal_of_a_month_is_one_of_its_weeks() -> None:
    ends = date(2026, 10, 31)
    figure = a_figure(Weekly("calls.offered", [*QUIET, 400.0]), week_ending=date(2026, 10, 25), kind=PeriodKind.MONTH)
    assert figure_sentences(figure, SETTINGS)[1].startswith("Changed, counted by weeks: 99.2 above its centre of 301")
    assert figure.box.last.period.last == ends


def test_the_last_week_stands_beside_the_value_of_a_month_that_it_is_counted_by() -> None:
    """What is open at the end of a month may lie below the centre of weeks, and its weeks above."""
    backlog = Weekly("tickets.open", [300.0, 304, 297, 301, 305, 299, 302, 298, 303, 300, 301, 299, 350])
    figure = a_figure(backlog, week_ending=date(2026, 10, 25), kind=PeriodKind.MONTH)
    last = replace(figure.box.last, value=280.0, gaps={})
    below = replace(figure, state=FigureState.FINE, box=figure.box._replace(last=last))
    first, verdict, *_others = figure_sentences(below, SETTINGS)
    assert first == "Open requests, 280."
    assert "above its centre of 301" in verdict
    assert verdict.endswith("; in the last of them it was 350.")


def test_a_month_is_not_told_by_the_limits_of_weeks() -> None:
    ends = date(2026, 10, 31)
    figure = a_figure(Weekly("tickets.on_time", KEPT, target=0.9), week_ending=ends, kind=PeriodKind.MONTH)
    assert figure_sentences(figure, SETTINGS)[0].endswith(f"as usual, target 90{P} missed.")


def test_what_is_not_whole_says_why_and_is_compared_with_nothing() -> None:
    lost = {WEEK_ENDING - timedelta(days=nth): Gap.SOURCE_LOST for nth in range(2)}
    weekly = Weekly("calls.asa_s", ANSWERED, target=30, gaps=lost)
    assert told(weekly) == [
        "Average speed of answer, 0:31, as far as is known (2 days: the source was lost). It is compared with nothing."
    ]
    both = words(weekly, Weekly("calls.offered", QUIET, gaps=lost))
    why = "2 figures are not whole (2 days: the source was lost), and are compared with nothing"
    assert both.headline[-1].text == f"{why}."
    assert [each.text for each in both.not_whole] == [
        f"{why}: Average speed of answer and Callers who entered the queue."
    ]
    several = headline(weekly, Weekly("calls.offered", [*QUIET, None]))
    assert several[-1] == "2 figures are not whole, and are compared with nothing."
    assert told(Weekly("calls.offered", [*QUIET, None])) == [
        "Callers who entered the queue: nothing is known (7 days: the source was lost)."
    ]


def test_too_few_nothing_and_new_from_none_are_told_apart() -> None:
    few = words(Weekly("tickets.on_time", [AmountOf(2, 3)], target=0.85))
    assert [each.text for each in few.too_few] == ["Share of promises kept: too few for a share, 3 where it takes 5."]
    assert [each.text for each in few.kept] == ["1 target cannot be judged."]
    assert told(Weekly("calls.asa_s", [AmountOf(0, 0)])) == ["Average speed of answer: there is nothing to tell of."]
    new = words(Weekly("calls.lost", [0.0, 0.0, 3.0]))
    assert [each.text for each in new.new] == ["Callers cut off by a restart, 3: new, with none in the week before."]


def test_targets_are_counted_and_told_by_whose_they_are() -> None:
    made = words(
        Weekly("calls.asa_s", ANSWERED, target=30),
        Weekly("tickets.on_time", KEPT, STREETS, target=0.7),
        Weekly(
            "outside.pressure", [4.3, 4.1], kind="extreme", better=Better.MORE, target=4.2, title="Pressure", unit="bar"
        ),
    )
    assert [each.text for each in made.kept] == ["1 target of 3 met."]
    assert [each.figure.metric for each in made.calls if each.figure] == ["calls.asa_s"]
    assert made.requests[0].text.startswith(f"Share of promises kept (Streets), 78{P}: as usual")
    assert made.outside[0].text.startswith("Pressure, 4.1\u00a0bar, target 4.2\u00a0bar: missed.")


def test_names_are_those_of_the_settings() -> None:
    settings = Settings.model_validate(SETTINGS.model_dump() | {"departments": {"STR": {"label": "קהילה"}}})
    figure = a_figure(Weekly("tickets.open", QUIET, STREETS))
    assert figure_sentences(figure, settings)[0] == "Open requests (\u2068קהילה\u2069), 298: as usual."
    assert figure_sentences(a_figure(Weekly("tickets.open", QUIET, {"ward": "7"})), settings)[0].startswith(
        "Open requests (ward 7), 298"
    )
