"""Sentences a desk writes every day, as data (``replies.yaml``), read and checked at start."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Formatter
from typing import Any

import yaml

from bot.tickets import lifecycle, routing
from bot.tickets.news import day_and_hour
from models.listening import Ticket

FILE = Path(__file__).parent / "replies.yaml"
MOST = 1000  # characters: half of what a note holds, so that there is room for one's own words
BRACES = frozenset({"number", "office", "due"})
_KEYS = {"zh", "en", "steps", "categories", "text"}
#: where no office has it yet
SOMEBODY = "承办单位"


@dataclass(frozen=True, slots=True)
class Reply:
    """A sentence to begin with: its names, for which steps and matters it is, its text."""

    code: str
    zh: str
    en: str
    steps: frozenset[str]
    categories: frozenset[str]
    text: str

    def fits(self, ticket: Ticket, step: str) -> bool:
        """Is it of use for this step with this ticket?"""
        return step in self.steps and (not self.categories or ticket.category in self.categories)


def fitting(ticket: Ticket, step: str) -> list[tuple[Reply, str]]:
    """What may be said at ``step``, filled in; what is for this kind of matter comes first."""
    office = ticket.office.name if ticket.office else SOMEBODY
    facts = {"number": ticket.number, "office": office, "due": day_and_hour(ticket.due_at)}
    found = [reply for reply in REPLIES if reply.fits(ticket, step)]
    found.sort(key=lambda reply: not reply.categories)
    return [(reply, reply.text.format_map(facts)) for reply in found]


def checked(document: Mapping[str, Any]) -> tuple[Reply, ...]:
    """The replies of a document. ValueError naming the entry that cannot be."""
    return tuple(_reply(code, entry) for code, entry in document.items())


def _reply(code: str, entry: dict[str, Any]) -> Reply:
    if set(entry) != _KEYS:
        problem = "zh, en, steps, categories and text are needed, nothing else"
    elif not entry["steps"] or not set(entry["steps"]) <= set(lifecycle.STEPS):
        problem = "a step that there is none of"
    elif not set(entry["categories"]) <= routing.categories():
        problem = "an unknown category"
    elif not 0 < len(entry["text"]) <= MOST:
        problem = f"a text of 1 to {MOST} characters is needed"
    elif not _braces(code, entry["text"]) <= BRACES:
        problem = f"only {sorted(BRACES)} can be filled in"
    else:
        steps, categories = frozenset(entry["steps"]), frozenset(entry["categories"])
        return Reply(code, entry["zh"], entry["en"], steps, categories, entry["text"])
    raise ValueError(f"{FILE.name}: {code}: {problem}")


def _braces(code: str, text: str) -> set[str]:
    try:
        return {name for _text, name, _spec, _how in Formatter().parse(text) if name is not None}
    except ValueError as broken:
        raise ValueError(f"{FILE.name}: {code}: {broken}") from broken


REPLIES = checked(yaml.safe_load(FILE.read_text("utf-8")))
