"""Numbers as people read them, sizes that reach across the room, colours that can be told apart."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from layouts.wall import format as written
from layouts.wall.legibility import DIGITS_ARCMIN, LABEL_ARCMIN, capital_height_mm, font_units, legibility
from layouts.wall.theme import WORDS
from layouts.wall.tiles.ageing import _layers
from tests.layouts.snapshots import NOW, settings
from wallboard.judging.tone import OF_STATE, SEVERITY
from wallboard.model import DAY, State
from wallboard.settings import Board, Theme

ASSETS = Path(__file__).parents[2] / "assets"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(None, "–"), (0, "0:00"), (42.318, "0:42"), (59.5, "1:00"), (3599.4, "59:59"), (3600, "1:00:00"), (-3, "0:00")],
)
def test_durations_are_minutes_and_seconds(seconds: float | None, text: str) -> None:
    assert written.duration(seconds) == text


@pytest.mark.parametrize(
    ("share", "text"),
    [(None, "–"), (0, "0"), (0.018, "1.8"), (0.0996, "10"), (0.8149, "81"), (0.996, "99"), (0.9999, "99"), (1, "100")],
)
def test_a_share_is_never_all_before_it_is_all(share: float | None, text: str) -> None:
    assert written.percent_digits(share) == text


@pytest.mark.parametrize(("share", "text"), [(0.896, "89"), (0.899999, "89"), (0.9, "90"), (0.951, "95"), (0.8, "80")])
def test_a_share_below_its_target_is_never_rounded_up_to_it(share: float, text: str) -> None:
    assert written.percent_digits(share, 0.9) == text


@pytest.mark.parametrize(("value", "text"), [(None, "–"), (0, "0"), (-0.4, "0"), (1231, "1,231"), (-1231, "−1,231")])
def test_a_number_below_nothing_has_a_minus_and_no_hyphen(value: float | None, text: str) -> None:
    assert written.count(value) == text


@pytest.mark.parametrize(
    ("value", "text"), [(None, "–"), (0.5, "12 h"), (6.44, "6.4 d"), (214.9, "214 d"), (1500, "1,500 d")]
)
def test_ages_are_told_in_hours_or_days(value: float | None, text: str) -> None:
    assert written.days(value) == text


@pytest.mark.parametrize(("away", "text"), [(0, "10:42"), (DAY, "Wed 10:42"), (30 * DAY, "24 Dec")])
def test_an_instant_of_another_day_names_its_day(away: int, text: str) -> None:
    zone = settings().zone("main")
    assert written.near_time(NOW + away, NOW, zone) == text


def test_digits_that_matter_are_a_172nd_of_the_distance_high() -> None:
    assert capital_height_mm(5, DIGITS_ARCMIN) == pytest.approx(5000 / 172, rel=0.01)
    pixels = capital_height_mm(5, DIGITS_ARCMIN) / (55 * 25.4 * 9 / (16**2 + 9**2) ** 0.5) * 1080
    assert pixels == pytest.approx(46, abs=1)


def test_twice_the_distance_needs_twice_the_size() -> None:
    assert font_units(10, 55, 20) == pytest.approx(2 * font_units(5, 55, 20))


@pytest.mark.parametrize("metres", [5, 10, 20])
def test_text_is_never_smaller_than_its_distance_asks(metres: float) -> None:
    found = legibility(Board(rows=(("agents",),), viewing_distance_m=metres))
    assert found.label >= font_units(metres, 55, LABEL_ARCMIN)
    assert found.digits >= font_units(metres, 55, DIGITS_ARCMIN)


@pytest.mark.parametrize(
    ("shown", "heard"),
    [
        ("1:44", "1 minute 44"),
        ("0:31", "31 seconds"),
        ("2:00", "2 minutes"),
        ("1:02:03", "1 hour 2 minutes"),
        ("81\u202f%", "81\u202f%"),
        ("–", "no figure"),
    ],
)
def test_figures_are_read_aloud_as_people_say_them(shown: str, heard: str) -> None:
    assert written.spoken(shown) == heard


def test_every_state_has_a_word_and_a_rank() -> None:
    for state in State:
        assert OF_STATE[state] in WORDS
        assert OF_STATE[state] in SEVERITY


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def apart(one: float, other: float) -> float:
    """Contrast of two luminances, as WCAG says."""
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


def contrast(one: str, other: str) -> float:
    return apart(luminance(one), luminance(other))


def mixed(one: str, other: str, share: float) -> str:
    """As CSS color-mix in srgb: this share of one, the rest of the other."""
    both = zip(*(bytes.fromhex(colour[1:]) for colour in (one, other)), strict=True)
    return "#" + bytes(round(a * share + b * (1 - share)) for a, b in both).hex()


def palettes() -> list[tuple[str, dict[str, str]]]:
    """Colours with the selector that they stand under: of the wall, of its other themes, of desk pages in light and dark."""
    blocks = re.findall(
        r"([^{};]+)\{([^{}]*)\}", re.sub(r"/\*.*?\*/", "", (ASSETS / "tokens.css").read_text(), flags=re.S)
    )
    found = [(head.strip(), dict(re.findall(r"--(\w+):\s*(#[0-9a-f]{6})", block))) for head, block in blocks]
    return [(head, colours) for head, colours in found if colours]


def wall(theme: str) -> dict[str, str]:
    head = ":root" if theme == "dark" else f'html[data-theme="{theme}"]'
    (colours,) = (colours for found, colours in palettes() if head in found.split(", "))
    return colours


THEMES = get_args(Theme)


def test_every_theme_of_a_board_has_all_colours_of_the_wall_and_desk_pages_two() -> None:
    assert len(palettes()) == len(THEMES) + 2
    for theme in THEMES:
        assert wall(theme).keys() == wall("dark").keys(), theme


@pytest.mark.parametrize("palette", [colours for _, colours in palettes()], ids=[head for head, _ in palettes()])
def test_text_contrasts_with_every_ground(palette: dict[str, str]) -> None:
    for ground in ("ground", "panel"):
        for ink in ("ink", "soft", "faint", "watch", "alarm"):
            assert contrast(palette[ink], palette[ground]) >= 4.5, f"{ink} on {ground}"


def test_text_of_the_contrast_theme_has_the_enhanced_contrast_of_wcag() -> None:
    colours = wall("contrast")
    for ink in ("ink", "soft", "faint", "watch", "alarm"):
        assert min(contrast(colours[ink], colours[ground]) for ground in ("ground", "panel")) >= 7, ink


@pytest.mark.parametrize("theme", THEMES)
def test_figures_in_the_ageing_map_can_be_read_on_its_deepest_colours(theme: str) -> None:
    colours = wall(theme)
    assert contrast(colours["ink"], colours["cool"]) >= 4.5
    assert contrast(colours["ink"], colours["hot"]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("late", [0.0, 0.25, 0.5, 0.75, 1.0])
@pytest.mark.parametrize("depth", [0.0, 0.5, 1.0])
def test_figures_in_the_ageing_map_can_be_read_however_many_are_late(late: float, depth: float, theme: str) -> None:
    colours, layers = wall(theme), _layers(depth, late)
    cool = mixed(colours["cool"], colours["panel"], float(layers["--cool-a"]))
    assert contrast(colours["ink"], mixed(colours["hot"], cool, float(layers["--hot-a"]))) >= 4.5


def test_layers_of_the_map_have_the_colours_of_the_map() -> None:
    text = (ASSETS / "tokens.css").read_text()
    for name in ("cool", "hot"):
        told = re.findall(rf"--{name}-rgb: (\d+), (\d+), (\d+)", text)
        assert ["#" + bytes(map(int, parts)).hex() for parts in told] == [wall(theme)[name] for theme in THEMES]


# Machado, Oliveira and Fernandes 2009, severity 1.0, on linear RGB: what each kind of eyes sees of a colour.
EYES = {
    "common": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
INKED = 0.3  # at most, of a figure's box, by the strokes of its digits; measured: 0.20 to 0.30


def seen(colour: str, eyes: str) -> float:
    """Luminance of a colour as these eyes see it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    shown = [min(1.0, max(0.0, sum(m * c for m, c in zip(row, linear, strict=True)))) for row in EYES[eyes]]
    return 0.2126 * shown[0] + 0.7152 * shown[1] + 0.0722 * shown[2]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("eyes", EYES)
def test_an_alarm_stands_out_more_than_a_calm_figure_for_anybodys_eyes(eyes: str, theme: str) -> None:
    """An alarm is digits of the ground on a plate: by the light of the whole box it is farther from an empty panel than
    digits of the ink are, brighter on a dark wall and darker on a light one."""
    colours = {name: seen(colour, eyes) for name, colour in wall(theme).items()}
    calm = INKED * colours["ink"] + (1 - INKED) * colours["panel"]
    alarm = (1 - INKED) * colours["alarm"] + INKED * colours["ground"]
    assert abs(alarm - colours["panel"]) >= abs(calm - colours["panel"])
    assert apart(colours["alarm"], colours["ground"]) >= 4.5, "the digits on it"
    assert apart(colours["alarm"], colours["panel"]) >= 4.5, "the plate and the mark"
    assert apart(colours["watch"], colours["panel"]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("eyes", EYES)
def test_the_bar_of_what_is_past_due_stands_out_from_its_cell(eyes: str, theme: str) -> None:
    colours = {name: seen(colour, eyes) for name, colour in wall(theme).items()}
    for ground in ("hot", "cool", "panel"):
        assert apart(colours["past"], colours[ground]) >= 3


@pytest.mark.parametrize("theme", THEMES)
def test_watch_and_alarm_differ_for_the_common_colour_vision_deficiencies(theme: str) -> None:
    """Brightness alone tells them apart, and both from the neutral ink."""
    colours = wall(theme)
    assert contrast(colours["watch"], colours["alarm"]) >= 1.3
    assert contrast(colours["ink"], colours["watch"]) >= 1.3


def test_the_fonts_are_small_and_bring_their_licence() -> None:
    fonts = list((ASSETS / "fonts").glob("*.woff2"))
    assert fonts
    assert sum(font.stat().st_size for font in fonts) <= 60 * 1024
    assert "SIL Open Font License" in (ASSETS / "fonts" / "OFL.txt").read_text()
