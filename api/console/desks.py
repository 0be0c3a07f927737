"""Every desk of the console: their views hang themselves on the door's blueprint when imported."""

from flask import Flask

from api.console import (
    asking,
    door,
    entry,
    jobs,
    office,
    overview,
    papers,
    publicity,
    screen,
    ticket_steps,
    tickets,
)
from api.settings import Settings

DESKS = (
    entry,
    overview,
    office,
    asking,
    papers,
    publicity,
    jobs,
    screen,
    tickets,
    ticket_steps,
)


def register(app: Flask, settings: Settings) -> None:
    """Hang the console with all its desks on ``app``."""
    door.register(app, settings)
