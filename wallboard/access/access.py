"""Everything of access in one place: who is asking, what they may, and where all of that is kept."""

from __future__ import annotations

from pathlib import Path

from wallboard.access.attempts import Attempts
from wallboard.access.audit import Audit
from wallboard.access.codes import Codes
from wallboard.access.credentials import Credentials
from wallboard.access.keys import Keys
from wallboard.access.keys_file import Key
from wallboard.access.known_browser import KnownBrowser
from wallboard.access.lifetimes import Lifetimes
from wallboard.access.passwords import Passwords
from wallboard.access.people import People
from wallboard.access.person import Person
from wallboard.access.purging import purge
from wallboard.access.recognising import Recognising
from wallboard.access.screens import Screens
from wallboard.access.sessions import Sessions
from wallboard.access.sign_in import SignIn
from wallboard.access.store import AccessError, AccessStore
from wallboard.access.tokens import Tokens
from wallboard.access.visitor import MACHINE, NOBODY, Visitor, VisitorKind
from wallboard.clock import Clock, system_clock
from wallboard.database.address import NoAddress, parsed
from wallboard.model.roles import Role
from wallboard.settings import Settings
from wallboard.settings.checks.part import is_loopback


class Access:
    """The people, sessions, tokens, screens, audit log and keys of one installation.

    While `sign_in` is off everybody is MACHINE, and neither database nor keys are made. The command line uses the
    parts all the same: whoever sets sign-in up adds people first.
    """

    def __init__(self, settings: Settings, clock: Clock = system_clock, passwords: Passwords | None = None) -> None:
        _refuse_the_ledger(settings)
        self.settings = settings
        server = settings.server
        self._sign_in = settings.access.sign_in or not is_loopback(server.host) or bool(server.proxies)
        self.clock = clock  # by which people and screens come and go
        self.store = AccessStore(settings.access.database, clock)
        self.keys = Keys.of(settings.access, clock)
        self.lifetimes = Lifetimes.of(settings.access)
        self.audit = Audit(self.store, clock)
        self.attempts = Attempts(clock)
        codes = Codes(self.keys, clock, self.lifetimes)
        self.sessions = Sessions(self.store, self.keys, clock, self.lifetimes, self.audit, self._lets_in)
        self.tokens = Tokens(self.store, self.keys, clock, self.audit, self._lets_in)
        self.screens = Screens(self.store, self.keys, clock, self.lifetimes, self.audit)
        self.people = People(self.store, clock, codes, self.sessions, self.audit)
        self.entering = SignIn(
            self.store,
            passwords or Passwords(),
            codes,
            self.sessions,
            self.tokens,
            self.attempts,
            KnownBrowser(self.keys),
            self.audit,
            self._lets_in,
        )
        kinds: tuple[Credentials, ...] = (self.sessions, self.tokens, self.screens)
        self._recognising = Recognising(self.store, clock, {each.kind: each for each in kinds})
        self._newest: Key | None = None  # key under which whoever came is hashed
        self._told = -1  # the generation that `changed` told of
        if self.sign_in:
            try:
                self.open()
            except BaseException:  # nobody has this yet who could close it
                self.store.close()
                raise

    @property
    def sign_in(self) -> bool:
        """Whether people must sign in: always where others than this machine's users can reach the wall. As it was at
        the start: the socket stays as open as it was then, whatever the settings say by now."""
        return self._sign_in

    def open(self) -> None:
        """Opens the database and the keys, and makes them when they are new. Raises AccessError."""
        self.store.open()
        self.keys.all()

    def recognise(
        self, session: str | None = None, screen: str | None = None, bearer: str | None = None, address: str = ""
    ) -> Visitor:
        """Who is asking, at every request. A bearer token counts alone; a person comes before a screen."""
        if not self.sign_in:
            return MACHINE
        self._look_at_keys()
        if bearer is not None:
            return self._recognising.by_secret("token", bearer, address)
        visitor = self._recognising.by_secret("session", session or "", address)
        return (
            visitor
            if visitor.kind is not VisitorKind.NOBODY
            else self._recognising.by_secret("screen", screen or "", address)
        )

    def still(self, visitor: Visitor) -> Visitor:
        """The same credential as it is now; NOBODY when it was ended or its time is up. Open streams ask."""
        if not self.sign_in:
            return MACHINE
        return self._recognising.by_name(visitor.credential) if visitor.credential else NOBODY

    def look(self) -> None:
        """Whether people and screens can be looked up, as `Store.look`. Raises AccessError."""
        if self.sign_in:
            self.store.look()

    def changed(self) -> bool:
        """Whether any process changed what somebody may see since the last call, by one small query."""
        if not self.sign_in:
            return False
        self._recognising.write_seen_when_due()
        before, self._told = self._told, self.store.generation_now()
        return before != self._told

    def somebody_can_administer(self) -> bool:
        """Whether anybody can, or will, come in as an administrator: without one nobody could let others in."""
        access = self.settings.access
        if any(grant.role is Role.ADMINISTRATOR for provider in access.providers.values() for grant in provider.grants):
            return True
        return access.accounts and any(
            person.role is Role.ADMINISTRATOR and not person.disabled and person.provider is None
            for person in self.people.all()
        )

    def purge(self) -> dict[str, int]:
        """Deletes what has been over for long, and what of the audit log is past its retention. Due once a day."""
        return purge(self.store, self.audit, self.clock(), self.settings.retention.audit_days) if self.sign_in else {}

    def take_over(self, settings: Settings) -> None:
        """Changed settings; another database, other keys and whether people sign in only count after a restart."""
        self.settings = settings
        for name, value in vars(Lifetimes.of(settings.access)).items():
            setattr(self.lifetimes, name, value)
        self._recognising.forget()

    def _lets_in(self, person: Person) -> bool:
        """Accounts that were switched off, and providers that were taken out, end what they let in before."""
        access = self.settings.access
        return access.accounts if person.provider is None else person.provider in access.providers

    def _look_at_keys(self) -> None:
        """What is known by an older key must not wait for a restart, by which time that key may be gone."""
        try:
            newest = self.keys.all()[0]
        except AccessError:
            return  # told where a key is needed
        if newest != self._newest:
            self._newest = newest
            self._recognising.forget_secrets()

    def close(self) -> None:
        try:
            if self.sign_in:
                self._recognising.write_seen()
        finally:
            self.store.close()


def _refuse_the_ledger(settings: Settings) -> None:
    """The ledger's file is what backups copy: nothing in it may let anybody in."""
    try:
        ours, theirs = (parsed(url) for url in (settings.access.database, settings.ledger))
    except NoAddress:
        return  # whichever it is will be told when it is opened
    files = [Path(url.database).resolve() for url in (ours, theirs) if url.database and url.drivername[:6] == "sqlite"]
    if len(files) == 2 and files[0] == files[1]:
        raise AccessError(
            f"access.database is the ledger's own file; give it another, such as {files[0].parent}/access.db"
        )
