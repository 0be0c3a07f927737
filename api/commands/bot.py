"""``flask bot``: what the classifier makes of messages, and how good it is."""

import json
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any
from uuid import UUID

import click
import segno
import yaml
from flask import current_app

from api import codes
from bot.dialogue import places
from bot.tickets.lessons import lessons
from bot.tickets.routing import describe
from bot.understanding.read import read
from bot.understanding.versions import Shelf
from models import clock
from models.base import db, transaction
from models.places import Estate

Row = dict[str, Any]
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("bot")
def group() -> None:
    """What the bot understands."""


@group.command()
def classify() -> None:
    """Read one message a line from stdin; print one JSON object a line."""
    for line in sys.stdin.buffer:
        text = line.decode("utf-8", "replace").rstrip("\r\n")
        click.echo(json.dumps(describe(read(text)), ensure_ascii=False))


@group.command()
@click.argument("file", type=FILE)
@click.option("--train", "other", type=FILE, help="Train a model of the same design on this file.")
@click.option("--folds", type=click.IntRange(2, 50), help="Cross-validate on FILE, groups apart.")
@click.option("--label-field", default="category", show_default=True)
@click.option("--group-field", default="group", show_default=True)
@click.option("--map", "table", type=FILE, help="Our label/theme → FILE's label, as YAML.")
def evaluate(  # click passes each option
    file: Path,
    other: Path | None,
    folds: int | None,
    label_field: str,
    group_field: str,
    table: Path | None,
) -> None:
    """Measure the classifier on FILE (JSON lines with `text` and a label); print one object."""
    if other is not None and folds is not None:
        raise click.UsageError("Give --train or --folds, not both.")
    # scikit-learn takes a second and 100 MB to load: only who measures pays for it
    from bot.understanding import evaluate as measuring  # noqa: PLC0415

    found = measuring.evaluate(
        _rows(file, label_field),
        train_rows=None if other is None else _rows(other, label_field),
        folds=folds,
        mapping=None if table is None else yaml.safe_load(table.read_text("utf-8")),
        fields=measuring.Fields(label_field, group_field),
    )
    click.echo(json.dumps(found, ensure_ascii=False))


@group.command()
@click.option("--dry-run", is_flag=True, help="Compare only; put nothing into service.")
def retrain(dry_run: bool) -> None:  # noqa: FBT001  # click's flag
    """Learn from the desk's corrections; refuse what is worse than the model in service."""
    from bot.understanding import learning  # noqa: PLC0415

    shelf = _shelf()
    with transaction(reads_only=True):
        taught = lessons()
    with tempfile.TemporaryDirectory(prefix="sanwen-model-") as folder:
        candidate = Path(folder) / "candidate"
        learning.build_candidate(taught, shelf.in_service(), candidate)
        verdict = learning.judge(candidate, shelf.in_service())
        name = f"{clock.now():%Y%m%d-%H%M%S}"
        if verdict.passed and not dry_run:
            shelf.put_in_service(candidate, name)
    told = {"lessons": len(taught), **asdict(verdict), "passed": verdict.passed}
    told["in_service"] = shelf.line()[-1]
    click.echo(json.dumps(told, ensure_ascii=False))
    if not verdict.passed:
        raise click.ClickException(f"not published: worse for {', '.join(verdict.worse)}")


@group.command("models")
def list_models() -> None:
    """The models in the order in which they came into service; the last one serves."""
    for name in _shelf().line():
        card = json.loads((_shelf().path_of(name) / "card.json").read_text("utf-8"))
        click.echo(json.dumps({"name": name, **card}, ensure_ascii=False))


@group.command()
def rollback() -> None:
    """Put the model before back into service; running processes take it up when they restart."""
    try:
        click.echo(_shelf().roll_back())
    except ValueError as none:
        raise click.ClickException(str(none)) from none


def _shelf() -> Shelf:
    return Shelf(Path(current_app.extensions["sanwen.settings"].models))


def _rows(path: Path, label_field: str) -> list[Row]:
    """The rows of a file. A line that cannot be used ends the command, by its number."""
    rows = []
    for number, line in enumerate(path.read_text("utf-8-sig").splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError:
            row = None
        if not isinstance(row, dict) or not {"text", label_field} <= row.keys():
            raise click.ClickException(
                f"{path.name}, line {number}: a JSON object with text and {label_field} is needed"
            )
        rows.append(row)
    if not rows:
        raise click.ClickException(f"{path.name} holds no row")
    return rows


@group.command("code")
@click.argument("estate", type=click.UUID)
@click.argument("picture", type=click.Path(dir_okay=False, writable=True, path_type=Path))
def code(estate: UUID, picture: Path) -> None:
    """Draw the code for ESTATE's board (PNG): who scans it reports about that estate."""
    with transaction(reads_only=True):
        found = db.session.get(Estate, estate)
        if found is None:
            raise click.ClickException("there is no such estate")
        scene = places.scene_of(found)
    drawn = codes.clients()[codes.OFFICIAL].qrcode_create(scene)
    segno.make(drawn.url, micro=False).save(str(picture), kind="png", scale=10)
    click.echo(f"{picture}")
