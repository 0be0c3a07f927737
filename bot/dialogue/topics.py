"""What a talk may be about between two messages: the states of the conversation, as plain data.

Each is written to the person's row as JSON (``memory.py``), so that a restart forgets nothing.
Which messages lead from one to another is told in the module that hears them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, ClassVar

#: an answer later than this belongs to something else
A_DAY = timedelta(hours=24)
#: what is added without being asked comes soon after
SOON = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class WhichEstate:
    """Tickets whose estate we do not know. ``asked``: the person was asked for it."""

    tickets: tuple[str, ...]
    asked: bool
    choices: tuple[str, ...] = ()
    lasts: ClassVar[timedelta] = A_DAY


@dataclass(frozen=True, slots=True)
class WhichKind:
    """A ticket of which we asked what it is about; a digit chooses a category."""

    ticket: str
    choices: tuple[str, ...]
    lasts: ClassVar[timedelta] = A_DAY


@dataclass(frozen=True, slots=True)
class MoreAbout:
    """A ticket that was just written down: pictures, a place, a telephone number may follow."""

    ticket: str
    wants_phone: bool = False
    lasts: ClassVar[timedelta] = SOON


@dataclass(frozen=True, slots=True)
class Unexplained:
    """Pictures and a place that came before any words."""

    media: tuple[str, ...] = ()
    spot: str = ""
    lasts: ClassVar[timedelta] = SOON


@dataclass(frozen=True, slots=True)
class StandsAt:
    """The estate whose board was scanned: what is reported next is about it."""

    estate: str
    lasts: ClassVar[timedelta] = SOON


@dataclass(frozen=True, slots=True)
class WhichTicket:
    """Some tickets of one's own, by digit; ``then``: "progress" or "rate"."""

    tickets: tuple[str, ...]
    then: str
    lasts: ClassVar[timedelta] = A_DAY


@dataclass(frozen=True, slots=True)
class RateIt:
    """A ticket being rated: first whether it is resolved, then how well."""

    ticket: str
    resolved: bool | None = None
    lasts: ClassVar[timedelta] = A_DAY


@dataclass(frozen=True, slots=True)
class WhichRound:
    """Questionnaires that are open to the person: (round, unit) by digit."""

    choices: tuple[tuple[str, str], ...]
    lasts: ClassVar[timedelta] = A_DAY


@dataclass(frozen=True, slots=True)
class Filling:
    """A questionnaire half answered. ``key``: the question asked last; "" asks whether to send."""

    round_id: str
    unit_id: str
    key: str
    answers: Mapping[str, Any] = field(default_factory=dict)
    skipped: tuple[str, ...] = ()
    lasts: ClassVar[timedelta] = A_DAY


@dataclass(frozen=True, slots=True)
class Answered:
    """A question answered from the library; the office may be asked besides."""

    question: str
    lasts: ClassVar[timedelta] = SOON


Topic = (
    WhichEstate
    | WhichKind
    | MoreAbout
    | Unexplained
    | StandsAt
    | WhichTicket
    | RateIt
    | WhichRound
    | Filling
    | Answered
)
TOPICS: Mapping[str, type[Topic]] = {
    kind.__name__: kind
    for kind in (
        WhichEstate,
        WhichKind,
        MoreAbout,
        Unexplained,
        StandsAt,
        WhichTicket,
        RateIt,
        WhichRound,
        Filling,
        Answered,
    )
}
