"""Commands: ``flask --app wsgi …``. Each reads its words and calls one use case."""

from pathlib import Path

import click
from flask import Flask, current_app

from api import clock
from api.commands import bot, demo, roster, staff

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"
GROUPS: tuple[click.Command, ...] = (bot.group, demo.group, roster.group, staff.group)


def register(app: Flask) -> None:
    """Hang every command on ``app``."""
    app.cli.add_command(run_clock)
    for group in GROUPS:
        app.cli.add_command(group)


@click.command("clock")
def run_clock() -> None:
    """Run the scheduled work in this process until it is stopped."""
    clock.run(current_app._get_current_object())  # type: ignore[attr-defined]
