"""From a secret to whoever holds it, at every request, and from an open stream's visitor to what they may now.

Known credentials are kept in memory for as long as nothing changed in the database, so that they cost no query.
What time ends is looked at each time.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace

import structlog

from wallboard.access.credentials import LONGEST_SECRET, Credential, Credentials, Seen
from wallboard.access.store import AccessError, AccessStore
from wallboard.access.visitor import NOBODY, Visitor
from wallboard.clock import Clock
from wallboard.model import MINUTE

MOST_KNOWN = 20_000
SEEN_EVERY = MINUTE  # how often last-seen is written, all in one transaction


@dataclass(frozen=True, slots=True)
class _Known:
    credential: Credential
    generation: int


class Recognising:
    """Credentials of all kinds, by secret and by name."""

    def __init__(self, store: AccessStore, clock: Clock, kinds: Mapping[str, Credentials]) -> None:
        self._store, self._clock, self._kinds = store, clock, kinds
        self._lock = threading.RLock()
        self._by_secret: OrderedDict[bytes, str] = OrderedDict()  # its credential's name, by a digest of the secret
        self._known: OrderedDict[str, _Known] = OrderedDict()  # by the credential's name
        self._seen: dict[str, Seen] = {}
        self._write_at = clock() + SEEN_EVERY

    def by_secret(self, kind: str, secret: str, address: str) -> Visitor:
        """Whoever holds it, who is seen by that. NOBODY for a secret of nobody."""
        if not 0 < len(secret) <= LONGEST_SECRET:
            return NOBODY
        digest = hashlib.blake2b(f"{kind} {secret}".encode("utf-8", "surrogatepass"), digest_size=32).digest()
        with self._lock:
            name = self._by_secret.get(digest)
            credential = self._current(name) if name is not None else self._find(kind, secret, digest)
            if credential is None or not self._good(credential):
                return NOBODY
            name = credential.visitor.credential
            before = self._seen.get(name)
            self._seen[name] = Seen(self._clock(), address or (before.address if before else ""))
            self._by_secret.move_to_end(digest)
        self.write_seen_when_due()
        return credential.visitor

    def by_name(self, name: str) -> Visitor:
        """Whoever holds it now, without being seen by that: an open page is no sign of its person."""
        with self._lock:
            credential = self._current(name)
            return credential.visitor if credential is not None and self._good(credential) else NOBODY

    def forget_secrets(self) -> None:
        """Keys changed: whoever comes next is looked up by the secret again, and so hashed under the newest key."""
        with self._lock:
            self._by_secret.clear()

    def forget(self) -> None:
        """Settings changed: whoever is known is looked up anew."""
        with self._lock:
            self._known.clear()

    def write_seen_when_due(self) -> None:
        now = self._clock()
        if not self._write_at - SEEN_EVERY <= now < self._write_at:
            self._write_at = now + SEEN_EVERY
            self.write_seen()

    def write_seen(self) -> None:
        """A database that cannot be written just now hears of it next time."""
        with self._lock:
            seen, self._seen = self._seen, {}
            for name, when in seen.items():  # until it was read again, what is known would be too old
                known = self._known.get(name)
                if known is not None:
                    self._known[name] = replace(
                        known, credential=replace(known.credential, seen_at=max(when.at, known.credential.seen_at))
                    )
        if not seen:
            return
        try:
            with self._store.writing() as connection:
                for kind, credentials in self._kinds.items():
                    theirs = {
                        name.partition(":")[2]: when for name, when in seen.items() if name.startswith(f"{kind}:")
                    }
                    credentials.write_seen(connection, theirs)
        except AccessError as error:
            structlog.get_logger(__name__).error("cannot write who was seen", problem=str(error))
            with self._lock:
                self._seen = {**seen, **self._seen}

    def _find(self, kind: str, secret: str, digest: bytes) -> Credential | None:
        generation = self._store.generation()  # before the query: what changes meanwhile makes it look again
        credential = self._kinds[kind].find(secret) if kind in self._kinds else None
        if credential is not None:
            self._by_secret[digest] = credential.visitor.credential
            self._remember(credential, generation)
            while len(self._by_secret) > MOST_KNOWN:
                self._by_secret.popitem(last=False)
        return credential

    def _current(self, name: str) -> Credential | None:
        """What holds by now of a credential, looked up anew after any change."""
        generation = self._store.generation()
        known = self._known.get(name)
        if known is not None and known.generation == generation and self._good(known.credential):
            self._known.move_to_end(name)
            return known.credential  # what seems over may have been seen by another process since
        kind, _, id = name.partition(":")
        credential = self._kinds[kind].by_id(id) if kind in self._kinds else None
        if credential is None:
            self._known.pop(name, None)
            return None
        self._remember(credential, generation)
        return credential

    def _remember(self, credential: Credential, generation: int) -> None:
        name = credential.visitor.credential
        self._known[name] = _Known(credential, generation)
        self._known.move_to_end(name)
        while len(self._known) > MOST_KNOWN:
            self._known.popitem(last=False)

    def _good(self, credential: Credential) -> bool:
        now, until = self._clock(), credential.visitor.until
        if until is not None and now >= until:
            return False
        seen = self._seen.get(credential.visitor.credential)
        last = max(credential.seen_at, seen.at if seen else credential.seen_at)
        return credential.idle is None or now < last + credential.idle
