"""Every desk of the console: their views hang themselves on the door's blueprint when imported."""

from flask import Flask

from api.console import door, entry, overview, ticket_steps, tickets
from api.settings import Settings

DESKS = (entry, overview, tickets, ticket_steps)


def register(app: Flask, settings: Settings) -> None:
    """Hang the console with all its desks on ``app``."""
    door.register(app, settings)
