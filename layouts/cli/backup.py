"""`backup` and `restore`: the ledger in a plain file, and beside it people, screens and the audit log, encrypted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated

import typer

from layouts.cli.options import DEFAULT_SETTINGS, SettingsOption
from wallboard.access import backup as access_backup
from wallboard.access.store import AccessError
from wallboard.ledger import Ledger
from wallboard.ledger import restore as restore_ledger
from wallboard.settings import Settings

KEY = "access.backup_key (WALLBOARD_ACCESS__BACKUP_KEY_FILE names a file that holds it)"


def add_backup_commands(cli: typer.Typer, load: Callable[[Path], Settings]) -> None:
    @cli.command()
    def backup(
        target: Annotated[Path, typer.Argument(help="The file to write.")],
        settings: SettingsOption = DEFAULT_SETTINGS,
    ) -> None:
        """Copy the ledger into one file, and with access.backup_key people and screens into another beside it, while
        everything goes on running."""
        for line in back_up(load(settings), target):
            typer.echo(line)

    @cli.command()
    def restore(
        source: Annotated[Path, typer.Argument(help="A file that `backup` wrote.")],
        settings: SettingsOption = DEFAULT_SETTINGS,
    ) -> None:
        """Bring a backup back, and the people and screens beside it. Nothing is overwritten: ledger and access must be
        empty."""
        for line in restore_all(source, load(settings)):
            typer.echo(line)


def back_up(settings: Settings, target: Path) -> Iterator[str]:
    """Saves what there is, and says a line for each part. Raises LedgerError or AccessError."""
    passphrase, beside = settings.access.backup_key.get_secret_value(), access_backup.beside(target)
    there = access_backup.has_database(settings.access.database)
    if there and passphrase:
        access_backup.back_up(settings.access.database, beside, passphrase)
    ledger = Ledger(settings.ledger)
    try:
        ledger.backup(target)
    finally:
        ledger.close()
    yield f"Backed up the ledger to {target}"
    if there and passphrase:
        yield f"Backed up people, screens and the audit log to {beside}, encrypted; the keys are in neither"
    elif there:
        yield f"People, screens and the audit log are not in it: set {KEY} to save them too, encrypted"


def restore_all(source: Path, settings: Settings) -> Iterator[str]:
    """Brings back what there is. A wrong passphrase, or anything that is there already, changes nothing."""
    beside, saved = access_backup.beside(source), None
    if beside.exists():
        passphrase = settings.access.backup_key.get_secret_value()
        if not passphrase:
            raise AccessError(
                f"restore from {beside}: it is encrypted; set {KEY} as it was when the backup was made, or move that "
                "file away to bring back the ledger alone"
            )
        saved = access_backup.unlock(beside, passphrase)
        access_backup.refuse_existing(settings.access.database)
    restore_ledger(source, settings.ledger)
    yield f"Restored the ledger from {source}"
    if saved is not None:
        access_backup.restore(saved, settings.access.database)
        yield f"Restored people, screens and the audit log from {beside}"
        yield (
            "Passwords hold. Sessions, screens and tokens go on only under the keys of then: bring back "
            f"{settings.access.keys_file} (or access.keys) too, or pair the screens anew"
        )
