"""``flask roster import ESTATE_ID FILE [--dry-run]``: a roster too large for a browser."""

import json
from pathlib import Path
from typing import cast
from uuid import UUID

import click
from flask.cli import AppGroup

from api.commands.console import CONSOLE, note, sentences
from api.estates import report_of
from models import clock
from models.base import transaction
from models.errors import RosterRows, SanwenError
from surveys import roster

group = AppGroup("roster", help="Rosters of estates.")


@group.command("import")
@click.argument("estate_id", type=click.UUID)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only tell what would be done.")
@click.option("--retire-missing", is_flag=True, help="Retire units that the file leaves out.")
def import_roster(estate_id: UUID, file: Path, *, dry_run: bool, retire_missing: bool) -> None:
    """Import FILE (.xlsx or .csv) as the roster of ESTATE_ID: all of it, or nothing."""
    options, at = roster.Options(dry_run, retire_missing), clock.now()
    try:
        with transaction(reads_only=dry_run), file.open("rb") as opened:
            report = roster.import_file(estate_id, opened, options, by=CONSOLE, at=at)
            if not dry_run:
                note("roster import", f"/estates/{estate_id}/roster", at=at)
    except RosterRows as refused:
        report = cast("roster.Report", refused.report)
    except SanwenError as refused:
        raise click.ClickException(sentences(refused)) from refused
    click.echo(json.dumps(report_of(report), ensure_ascii=False))
    if report.mistake_count:
        raise click.exceptions.Exit(1)
