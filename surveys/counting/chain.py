"""Where a unit stands after one more answer: the co-owners' ballots as one voice, or a conflict.

A unit has one vote. Its owners agree among themselves and one of them casts it; when what they
cast differs, the unit counts for nothing until the difference is settled (reference 2.2, 2.6,
case 5). The same holds between an online ballot and a paper one of the same unit.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from models.kinds import BallotState

Answers = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Link:
    """One ballot of a unit's chain. ``voice`` is whoever speaks: a person, or one paper form.

    A link that ``settles`` silences all voices before it: the decision is then the only one.
    """

    voice: str
    answers: Answers
    settles: bool = False


def standing(chain: Iterable[Link]) -> BallotState:
    """``counted`` when everybody's last word is the same, ``conflicted`` when it is not."""
    words: dict[str, Answers] = {}
    for link in chain:
        if link.settles:
            words = {}
        words[link.voice] = link.answers
    said = list(words.values())
    agreed = all(answers == said[0] for answers in said)
    return BallotState.COUNTED if agreed else BallotState.CONFLICTED
