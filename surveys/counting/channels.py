"""One household, several channels: how many really answered?

Source   三问于民 (许昌, 长葛) collects the same survey by WeChat, by form and by grid workers at
         the door. What counts is the unit, never the number of responses.
Units    Units that answered; ``responses`` alone counts sheets and taps.
"""

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from models.kinds import Channel

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Response(Generic[K]):
    """What came from a unit through one channel; answers are compared with ``==``."""

    unit: K
    channel: Channel
    answers: object


@dataclass(frozen=True, slots=True)
class Merged(Generic[K]):
    """``distinct`` = ``usable`` + ``conflicted``; ``by_channel`` counts responses."""

    responses: int
    distinct: int
    usable: int
    conflicted: int
    by_channel: dict[Channel, int]
    conflicted_units: list[K]
    answers: dict[K, object]


def merge_channels(responses: Iterable[Response[K]]) -> Merged[K]:
    """The same answers of one unit count once; different ones make it conflicted, for neither is
    better than the other until somebody asks. Originals stay with whoever holds them."""
    by_channel: Counter[Channel] = Counter()
    first: dict[K, object] = {}
    conflicted: dict[K, None] = {}  # a set that keeps its order
    for response in responses:
        by_channel[response.channel] += 1
        if first.setdefault(response.unit, response.answers) != response.answers:
            conflicted[response.unit] = None
    return Merged(
        responses=by_channel.total(),
        distinct=len(first),
        usable=len(first) - len(conflicted),
        conflicted=len(conflicted),
        by_channel=dict(by_channel),
        conflicted_units=list(conflicted),
        answers={unit: given for unit, given in first.items() if unit not in conflicted},
    )
