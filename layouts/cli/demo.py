"""The demo: the wall over a simulated city, set up by one command."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from layouts.cli.consoles import err, out, say
from layouts.cli.demo_days import telling_days
from layouts.cli.demo_words import write_words
from layouts.cli.progress import progress
from layouts.cli.storm import COMING, telling
from wallboard import log
from wallboard.calendar import calendar
from wallboard.clock import Clock, instant, local, system_clock
from wallboard.model import Micros
from wallboard.settings import Settings
from wallboard.simulate import demo_city, demo_folder

if TYPE_CHECKING:
    from layouts.site.serving import Begin
    from wallboard.simulate.troubles import Tell
    from wallboard.simulate.years import Years

Load = Callable[[Path], Settings]
OPEN_HOUR = "2026-11-20T10:42-05:00"


class Play(StrEnum):
    STORM = demo_city.STORM


def add_demo_command(cli: typer.Typer, load: Load, run: Callable[[Settings, Begin], None]) -> None:
    """`run` serves the wall: it takes the port, then enters `Begin` with the wall's address, then serves by its clock."""

    @cli.command()
    def demo(
        folder: Annotated[
            Path | None,
            typer.Option(
                help="Where the demo city lives. Left out, var/demo/today, or a folder beside it for each --now.",
                show_default=False,
            ),
        ] = None,
        port: Annotated[int, typer.Option(help="Port to listen on; 0 takes a free one.")] = 8311,
        host: Annotated[str, typer.Option(help='Address to listen on; "0.0.0.0" lets others reach it.')] = "127.0.0.1",
        address: Annotated[str, typer.Option(help='How browsers reach it, such as "https://10.20.0.5:8311".')] = "",
        certificate: Annotated[str, typer.Option(help="PEM file of its certificate.")] = "",
        certificate_key: Annotated[str, typer.Option(help="PEM file of the certificate's key.")] = "",
        with_sign_in: Annotated[bool, typer.Option("--sign-in", help="People sign in, even on this machine.")] = False,
        now: Annotated[
            str | None,
            typer.Option(
                help=f'Start as if it were this instant, such as "{OPEN_HOUR}"; without a zone, the city\'s time.'
            ),
        ] = None,
        years: Annotated[
            int,
            typer.Option(
                min=0,
                max=2,
                help="Years behind the city, for the weekly review: half a minute to make, and some minutes until they are read.",
                show_default=False,
            ),
        ] = 0,
        play: Annotated[
            Play | None,
            typer.Option(
                help=f"What befalls the city: a storm is twenty minutes in which all goes wrong, from {OPEN_HOUR} on "
                "if --now says nothing else."
            ),
        ] = None,
    ) -> None:
        """Open the wall over a simulated city: 16 weeks of history, then live. No set-up, nothing leaves this machine."""
        log.set_up_by(os.environ, otherwise="lines")
        now = OPEN_HOUR if now is None and play is not None else now
        start = None if now is None else instant(now, demo_folder.CITY)
        place = folder or demo_folder.folder_for(start, years)
        files = {"certificate": certificate, "certificate_key": certificate_key}
        front = {name: str(Path(path).resolve()) for name, path in files.items() if path}
        with demo_folder.held(place) as lock:
            server: dict[str, str | int] = {"host": host, "port": port, "address": address, **front}
            begins = system_clock() if start is None else start
            if demo_folder.made_anew_where_older(place):
                say(
                    f"An earlier version of Wallboard made the demo city in {place}. It is made anew; people's accounts stay."
                )
            demo_folder.made_anew_where_ahead(place, begins)
            behind = demo_folder.years_behind(place, begins, years)
            settings = load(demo_city.write_settings(place, server, with_sign_in, behind))

            @contextmanager
            def begin(reached_at: str) -> Iterator[Clock]:
                lock.tell(reached_at)
                storm = None if play is None else telling(settings, say)
                with _living(place, start, lock, storm, behind) as clock:
                    _tell_when_closed(settings, clock())
                    if storm is not None:
                        say(COMING)
                    with _looking_back(settings, behind, clock):
                        yield clock

            run(settings, begin)


@contextmanager
def _looking_back(settings: Settings, years: Years | None, clock: Clock) -> Iterator[None]:
    """What people wrote in the reviews of the years, and how far their days are counted."""
    if years is None:
        yield
        return
    write_words(settings, years)
    with telling_days(settings, years, clock, say):
        yield


@contextmanager
def _living(
    place: Path, start: Micros | None, lock: demo_folder.HeldFolder, storm: Tell | None, years: Years | None
) -> Iterator[Clock]:
    """The city, with its history, and the clock by which it goes on, perhaps through a storm."""
    how_long = "16 weeks" if years is None else f"{years.days // 7} weeks"
    with ExitStack() as city:
        with progress(err, f"Simulating {how_long} of a city") as on_progress:
            clock = city.enter_context(demo_city.started(place, start, on_progress, lock.descriptor, storm, years))
        yield clock


def _tell_when_closed(settings: Settings, now: Micros) -> None:
    """A newcomer at night, or on a holiday, sees a closed centre: that is right, and not what they came for."""
    (site,) = settings.sites
    if calendar(settings.sites[site].hours, settings.zone(site)).is_open(now):
        return
    here = local(now, settings.zone(site))
    out.print(
        f"In the demo city it is {here:%A %H:%M} and its centre is closed. To see it at work:\n"
        f"    make run ARGS='--now {OPEN_HOUR}'",
        highlight=False,
    )
