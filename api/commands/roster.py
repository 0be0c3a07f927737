"""``flask roster import ESTATE_ID FILE [--dry-run]``: a roster too large for a browser."""

import json
from pathlib import Path
from uuid import UUID

import click
from flask.cli import AppGroup

from api.estates import report_of
from models import clock
from models.actor import Actor, Reach
from models.base import transaction
from models.errors import RosterRows, SanwenError
from models.kinds import Role
from surveys import roster

OPERATOR = Actor(UUID(int=0), Role.ADMIN, Reach(division=""))

group = AppGroup("roster", help="Rosters of estates.")


@group.command("import")
@click.argument("estate_id", type=click.UUID)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only tell what would be done.")
@click.option("--retire-missing", is_flag=True, help="Retire units that the file leaves out.")
def import_roster(estate_id: UUID, file: Path, *, dry_run: bool, retire_missing: bool) -> None:
    """Import FILE (.xlsx or .csv) as the roster of ESTATE_ID: all of it, or nothing."""
    options = roster.Options(dry_run, retire_missing)
    try:
        with transaction(reads_only=dry_run), file.open("rb") as opened:
            report = roster.import_file(estate_id, opened, options, by=OPERATOR, at=clock.now())
    except RosterRows as refused:
        report = refused.report  # type: ignore[assignment]
    except SanwenError as refused:
        raise click.ClickException(refused.code) from refused
    click.echo(json.dumps(report_of(report), ensure_ascii=False))
    if report.mistake_count:
        raise click.exceptions.Exit(1)
