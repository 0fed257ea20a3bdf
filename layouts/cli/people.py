"""`people` and `keys`: the first administrator, and what an administrator may need when no page lets them in."""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from layouts.cli.options import DEFAULT_SETTINGS, SettingsOption
from layouts.cli.output import access_of, say, table
from layouts.page.words import refusal_words
from wallboard.access.access import Access
from wallboard.access.audit import plain
from wallboard.access.codes import Code
from wallboard.access.person import Person
from wallboard.access.refused import Refused
from wallboard.clock import Clock, iso, system_clock
from wallboard.engine.known_names import KnownNames
from wallboard.ledger import Ledger, is_there
from wallboard.model import Micros
from wallboard.model.remit import Remit
from wallboard.model.roles import Role
from wallboard.settings import Settings
from wallboard.settings.problems.wording import nearest

Load = Callable[[Path], Settings]
NameArgument = Annotated[str, typer.Argument(help="The name that they sign in with.")]
RoleOption = Annotated[Role, typer.Option(help="What they may do; docs/sign-in.md says what that is.")]
SitesOption = Annotated[list[str] | None, typer.Option("--site", help="A site of theirs; all when left out.")]
DepartmentsOption = Annotated[
    list[str] | None, typer.Option("--department", help="A department of theirs; all when left out.")
]
WardsOption = Annotated[list[str] | None, typer.Option("--ward", help="A ward of theirs; all when left out.")]


def people_commands(load: Load, clock: Clock = system_clock) -> typer.Typer:
    """To be mounted as `people`."""
    commands = typer.Typer(help="People who may come in.", no_args_is_help=True, rich_markup_mode=None)

    @commands.command()
    def add(
        name: NameArgument,
        shown: Annotated[str, typer.Option(help='What others read, such as "Ada Lopez".')],
        role: RoleOption,
        site: SitesOption = None,
        department: DepartmentsOption = None,
        ward: WardsOption = None,
        settings: SettingsOption = DEFAULT_SETTINGS,
    ) -> None:
        """Add somebody, and print the one-time code by which they choose a password."""
        loaded = load(settings)
        remit = _remit(loaded, site, department, ward)
        _wards_known(loaded, remit)
        with access_of(loaded, clock) as access:
            person, code = access.people.add(name, shown, role, remit, by=None)
        say([f"Added {person.name}: {person.shown}, {role.value.replace('_', ' ')}, {_of_what(person.remit)}."])
        say(_code_lines(loaded, person, code))
        if not access.sign_in:
            say([_NO_SIGN_IN])

    @commands.command("list")
    def list_(settings: SettingsOption = DEFAULT_SETTINGS) -> None:
        """Everybody, with role, remit and when they were last seen (UTC)."""
        with access_of(load(settings), clock) as access:
            everybody = access.people.all()
        rows = [_row(person) for person in everybody]
        say(table(["name", "shown as", "role", "remit", "state", "last seen"], rows) if rows else [_NOBODY])

    @commands.command()
    def reset(name: NameArgument, settings: SettingsOption = DEFAULT_SETTINGS) -> None:
        """Print a one-time code for a new password. Until it is used the old password is good."""
        loaded = load(settings)
        with access_of(loaded, clock) as access:
            person = _named(access, name)
            code = access.people.reset(person.id, by=None)
        say(_code_lines(loaded, person, code))

    @commands.command()
    def disable(name: NameArgument, settings: SettingsOption = DEFAULT_SETTINGS) -> None:
        """Let somebody in no more, and end what they have open. A running wall follows within a second."""
        with access_of(load(settings), clock) as access:
            person = access.people.disable(_named(access, name).id, by=None)
        say([f"{person.name} is disabled, and signed out everywhere."])

    @commands.command()
    def enable(name: NameArgument, settings: SettingsOption = DEFAULT_SETTINGS) -> None:
        """Let somebody in again who was disabled."""
        with access_of(load(settings), clock) as access:
            person = access.people.enable(_named(access, name).id, by=None)
        say([f"{person.name} may come in again."])

    @commands.command("sign-out")
    def sign_out(name: NameArgument, settings: SettingsOption = DEFAULT_SETTINGS) -> None:
        """End every session of somebody. A running wall follows within a second."""
        with access_of(load(settings), clock) as access:
            person = _named(access, name)
            ended = access.sessions.end_all(person, by=None)
        say([f"{person.name} is signed out; sessions ended: {ended}."])

    return commands


def keys_commands(load: Load, clock: Clock = system_clock) -> typer.Typer:
    """To be mounted as `keys`."""
    commands = typer.Typer(
        help="Keys under which secrets are kept. No key is ever shown.", no_args_is_help=True, rich_markup_mode=None
    )

    @commands.command()
    def rotate(settings: SettingsOption = DEFAULT_SETTINGS) -> None:
        """Put a new key in front. Nobody is signed out; a running wall takes it over at once."""
        with access_of(load(settings), clock) as access:
            new = access.keys.rotate()
            access.audit.write("keys_rotated", None, about=new.id)
            kept = len(access.keys.all()) - 1
        say([f"The newest key is {new.id}. Still recognised: {kept} older."])

    @commands.command("list")
    def list_(settings: SettingsOption = DEFAULT_SETTINGS) -> None:
        """Their short names and when they were made (UTC), the newest first."""
        with access_of(load(settings), clock) as access:
            rows = [[key.id, _minute(key.made_at) if key.made_at else "not known"] for key in access.keys.all()]
        say(table(["key", "made"], rows))

    return commands


_NOBODY = 'There is nobody yet. Add an administrator: people add NAME --shown "Ada Lopez" --role administrator'
_NO_SIGN_IN = "Nobody need sign in yet: set access.sign_in = true, or let the wall listen wider than this machine."


def _named(access: Access, name: str) -> Person:
    person = access.people.named(name)
    if person is None:
        raise Refused("name", f'there is no "{plain(name)}"; `people list` names everybody')
    return person


def _remit(
    settings: Settings, sites: list[str] | None, departments: list[str] | None, wards: list[str] | None
) -> Remit:
    _known("site", sites or (), settings.sites)
    _known("department", departments or (), settings.departments)
    return Remit.of(sites or None, departments or None, wards or None)


def _wards_known(settings: Settings, remit: Remit) -> None:
    """Only the requests themselves know which wards there are: as far as any were read. Raises Refused."""
    if remit.wards is None or not is_there(settings.ledger):
        return
    with closing(Ledger(settings.ledger)) as ledger:
        strange = KnownNames(lambda: ledger, system_clock).unknown(Remit(remit.sites, None, remit.wards), settings)
    for each in strange:
        raise Refused("ward", refusal_words(each))


def _known(what: str, names: Collection[str], known: Collection[str]) -> None:
    for name in names:
        if name not in known:
            raise Refused(what, f'the settings have no {what} "{plain(name)}"{nearest(name, known)}')


def _code_lines(settings: Settings, person: Person, code: Code) -> list[str]:
    server = settings.server
    host = f"[{server.host}]" if ":" in server.host else server.host
    where = server.address.rstrip("/") or f"http{'s' if server.certificate else ''}://{host}:{server.port}"
    return [
        f"One-time code for {person.name}, good until {_minute(code.until)}: {code.text}",
        f"They type it at {where}/welcome and choose a password.",
    ]


def _row(person: Person) -> list[str]:
    state = "disabled" if person.disabled else "invited" if person.invited else person.provider or "active"
    seen = _minute(person.seen_at) if person.seen_at else "never"
    return [person.name, person.shown, person.role.value.replace("_", " "), _of_what(person.remit), state, seen]


def _minute(at: Micros) -> str:
    return f"{iso(at)[:16]}Z"


def _of_what(remit: Remit) -> str:
    limits = remit.as_json()
    return "; ".join(f"{what} {', '.join(names)}" for what, names in limits.items()) or "everything"
