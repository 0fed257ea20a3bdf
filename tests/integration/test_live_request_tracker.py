"""Request Tracker itself, Debian's, over a real PostgreSQL: driven by its own command line, polled after every command, and asked
what it says of itself. Takes a minute, and packages that no installation of ours needs: with WALLBOARD_REQUEST_TRACKER=1."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import pytest

from tests.helpdesks.following import Follower
from tests.helpdesks.live_rt import LiveRt
from tests.helpdesks.playing import opened_source, settings_of
from tests.helpdesks.systems import SYSTEMS
from tests.servers import PostgresServer
from wallboard.clock import system_clock
from wallboard.model import SECOND
from wallboard.source import SetAside, row_key

if "WALLBOARD_REQUEST_TRACKER" in os.environ:

    class Desk:
        """A helpdesk that runs, and whoever follows it."""

        def __init__(self, rt: LiveRt, follower: Follower) -> None:
            self.rt, self.follower = rt, follower

        def does(self, *words: str) -> None:
            self.rt.rt(*words)
            self.is_followed()

        def is_followed(self) -> None:
            """What we say of every ticket is what it says."""
            now = system_clock() + SECOND
            self.follower.poll(now)
            self.follower.reconcile(now)
            ours = {
                int(ticket): (stands.status, stands.department, stands.assignee)
                for ticket, (stands, _) in self.follower.stands(now).items()
            }
            assert ours == self._its()

        def spans(self, ticket: int) -> list[str]:
            return [span.state for span in self.follower.spans(str(ticket))]

        def relations(self, ticket: int) -> list[str]:
            """To its parent, by its whole history as it is read once more."""
            told = self.follower.source.again([SetAside(row_key(ticket), "", "")], None, system_clock()).batch.tickets
            assert told is not None
            return list(told.sort_values("updated_at", kind="stable")["relation"])

        def departments(self, ticket: int) -> set[str]:
            return {span.version.department for span in self.follower.spans(str(ticket))}

        def _its(self) -> dict[int, tuple[str, str, str]]:
            told = self.rt.rt("ls", "-t", "ticket", "-f", "id,Status,Queue,Owner", "id > 0")
            head, *lines = (line.split("\t") for line in told.splitlines() if "\t" in line)
            rows = (dict(zip(map(str.lower, head), line, strict=True)) for line in lines)
            return {
                int(row["id"]): (row["status"], row["queue"], "" if row["owner"] == "Nobody" else row["owner"])
                for row in rows
            }

    @pytest.fixture
    def desk(postgres_server: PostgresServer, tmp_path: Path) -> Iterator[Desk]:
        with postgres_server.database() as database:
            rt = LiveRt(tmp_path, postgres_server, database)
            rt.start()
            system = SYSTEMS["rt"]
            source = opened_source(system, postgres_server.url(database))
            (tmp_path / "ours").mkdir()
            follower = Follower(source, settings_of(system), tmp_path / "ours")
            yield Desk(rt, follower)
            source.close()
            follower.ledger.close()
            rt.stop()

    def test_request_tracker_is_followed_as_it_runs(desk: Desk) -> None:
        desk.rt.rt("create", "-t", "queue", "set", "Name=Roads")
        pothole, lamp, twice, spam = (
            desk.rt.create("General", text) for text in ("Pothole", "Lamp", "Pothole", "Spam")
        )
        desk.is_followed()
        desk.does("take", str(pothole))
        desk.does("edit", f"ticket/{pothole}", "set", "Queue=Roads")
        desk.does("comment", "-m", "a truck is on its way", str(pothole))
        desk.does("edit", f"ticket/{pothole}", "set", "Status=stalled")
        desk.does("edit", f"ticket/{pothole}", "set", "Status=open")
        desk.does("resolve", str(pothole))
        desk.does("edit", f"ticket/{pothole}", "set", "Status=open")
        desk.does("link", str(lamp), "memberof", str(pothole))
        desk.does("edit", f"ticket/{lamp}", "set", "Status=rejected")
        desk.does("edit", "queue/Roads", "set", "Name=Streets")
        desk.does("link", "-d", str(lamp), "memberof", str(pothole))
        desk.does("merge", str(twice), str(pothole))
        desk.does("delete", str(spam))
        desk.does("resolve", str(pothole))
        assert desk.spans(pothole)[0] == "open"
        # what happened within one second is one instant
        kept = [state for state, _ in groupby(desk.spans(pothole))]
        assert kept[-1] == "finished"
        assert "paused" in kept
        assert kept.count("finished") == 2
        gone = desk.rt.create("General", "A mistake")
        desk.is_followed()
        desk.rt.shred(gone)
        desk.is_followed()
        assert [relation for relation, _ in groupby(desk.relations(lamp))] == ["", "child", ""]
        assert desk.departments(pothole) == {"General", "Streets"}
        assert desk.spans(gone)[-1] == "removed"
        assert desk.spans(twice)[-1] == "removed"
        assert desk.follower.set_aside == []
