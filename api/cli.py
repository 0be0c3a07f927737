"""Commands: ``flask --app wsgi …``. Each reads its words, opens one transaction, calls one use case."""

from pathlib import Path

from flask import Flask

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"


def register(app: Flask) -> None:
    """Hang every command group on ``app``."""
