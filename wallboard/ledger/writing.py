"""What is written into a ledger, and deleted of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from wallboard.ledger import callbacks_writer, checkpoints, replacing, rereading, retention, wall_messages
from wallboard.ledger.holder import Holding
from wallboard.ledger.intake import Step, no_step, take_in, take_out
from wallboard.ledger.journal import Arrival
from wallboard.ledger.records import Recorded, RecordKind
from wallboard.ledger.replacing import Extent
from wallboard.model import Micros, VisitKey
from wallboard.model.wall_messages import WallMessage
from wallboard.settings import Retention
from wallboard.source import Batch


class LedgerWriting(Holding):
    """One write goes after the other, each in one transaction."""

    def record(self, source: str, site: str, batch: Batch, received_at: Micros, step: Step = no_step) -> Recorded:
        """Takes in one batch and its cursor, in one transaction. The same batch again changes nothing.

        `step` is called with "begun", "visits", "happenings", "tickets", "days", "set_aside", "cursor",
        "before_commit" and "after_commit", as far as there is something to do; what it raises before the commit undoes everything.
        """
        arrival = Arrival(source, site, received_at)
        with self._writing() as connection:
            step("begun")
            recorded = take_in(connection, arrival, batch, step)
            for ticket, at in batch.gone.items():
                recorded = recorded.with_removal(take_out(connection, arrival, [ticket], at))
            step("before_commit")
        self.rewritten += recorded.renamed  # whoever read before that has the old names
        step("after_commit")
        return recorded

    def mark_removed(
        self, source: str, site: str, tickets: Collection[str], at: Micros, received_at: Micros
    ) -> Recorded:
        """The source no longer has these tickets: they get a version with state "removed", true from `at` on."""
        with self._writing() as connection:
            return take_out(connection, Arrival(source, site, received_at), tickets, at)

    def save_checkpoint(
        self,
        site: str,
        at: Micros,
        made_at: Micros,
        kind: RecordKind,
        payload: Any,
        after_batch: int | None = None,
    ) -> bool:
        """Saves the state at `at` as known at `made_at`; `payload` is plain JSON values. With `after_batch` (what
        `newest_batch` said before the state was read), nothing is saved and False given back when calls of before
        `at` have arrived since."""
        with self._writing() as connection:
            return checkpoints.save_checkpoint(connection, site, at, made_at, kind, payload, after_batch)

    def purge(self, now: Micros, keep: Retention) -> dict[str, int]:
        """Deletes what is older than its retention, never what is open. Gives back rows deleted, by table. It is taken
        to be at most a day later than the newest call or request: a wrong clock deletes nothing."""
        with self._writing() as connection:
            return retention.purge(connection, now, keep)

    def forget_callers(self, before: Micros | None) -> int:
        """Deletes whose calls those were that came before an instant; of all with None. The calls stay. Whatever the clock
        says: where it is wrong, callers are strangers again, and nothing else is lost. Gives back how many calls."""
        with self._writing() as connection:
            return retention.forget_callers(connection, before)

    def settle_callback(self, site: str, key: VisitKey, who: str, at: Micros) -> bool:
        """Somebody says that a call-back is no longer owed, whose caller first asked for it in that visit: nor are those for
        which they asked again until then. False where somebody has said so already."""
        with self._writing() as connection:
            return callbacks_writer.settle(connection, site, key, who, at)

    def record_again(
        self, source: str, site: str, batch: Batch, tried: Collection[str], received_at: Micros
    ) -> Recorded:
        """Takes in rows that were set aside under the keys `tried` and are read once more; its cursor stays. Those
        that still make no sense are kept anew."""
        arrival = Arrival(source, site, received_at)
        with self._writing() as connection:
            rereading.mark_tried(connection, arrival, tried)
            return take_in(connection, arrival, batch, no_step, again=True)

    def replace(self, source: str, site: str, extent: Extent, batches: Iterable[Batch], received_at: Micros) -> None:
        """All that a source tells now, the last batch with its cursor, in place of what it told before."""
        with self._writing() as connection:
            replacing.replace_source(connection, Arrival(source, site, received_at), extent, batches)
            self.rewritten += 1

    def keep_source_settings(self, source: str, meaning: Mapping[str, str], reach: str) -> None:
        """By which settings the rows of a source were read."""
        with self._writing() as connection:
            rereading.keep_settings(connection, source, meaning, reach)

    def rename_source(self, old: str, new: str, at: Micros) -> None:
        """Everything of the source `old` goes on under the name `new`, which has nothing yet."""
        with self._writing() as connection:
            rereading.rename(connection, old, new, at)
            self.rewritten += 1

    def forget_source(self, source: str, at: Micros) -> int:
        """Deletes all that a source told. Gives back how many rows that were."""
        with self._writing() as connection:
            self.rewritten += 1
            return rereading.forget(connection, source, at)

    def put_wall_messages(self, messages: Sequence[WallMessage]) -> None:
        with self._writing() as connection:
            wall_messages.put(connection, messages)

    def take_wall_message(self, id: int, at: Micros) -> bool:
        """Whether it was still there to be taken away."""
        with self._writing() as connection:
            return wall_messages.take_away(connection, id, at)
