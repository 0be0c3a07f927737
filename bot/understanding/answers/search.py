"""How near a question is to the ways in which an entry is asked for, and how sure that makes us.

BM25 finds the nearest ways of asking. Then two shares, weighed by how rare the words are: how much
the question and the way have in common, and how much of the question the whole entry speaks of.
How sure that is, was fitted on the questions in ``tests/bot/understanding/answers``.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from heapq import nlargest
from math import exp

from bot.understanding.answers import asked
from bot.understanding.answers.bm25 import Index
from bot.understanding.answers.entries import Entry
from bot.understanding.clean import clean

NEAREST = 24  # ways of asking that are looked at closely
MOST_SAID = 30.0  # rarity in common; more makes nothing surer
FAR_APART = 0.3  # from the next topic; more makes nothing surer


@dataclass(frozen=True, slots=True)
class Near:
    """A topic and how near it is: two shares from 0 to 1, and the rarity of what is in common."""

    topic: str
    likeness: float
    spoken: float
    said: float

    @property
    def closeness(self) -> float:
        """One number for the two shares, to compare topics by."""
        return (self.likeness + self.spoken) / 2

    def sure(self, lead: float) -> float:
        """The probability that this topic is what was meant; ``lead``: before the next topic."""
        said = min(self.said, MOST_SAID) / MOST_SAID
        weighed = 2.0 * self.likeness + 2.8 * self.spoken + 5.9 * said
        return 1 / (1 + exp(3.9 - weighed - 3.2 * min(lead, FAR_APART)))


class Search:
    """The ways of asking of some entries, ready to be searched."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        """Precompute words, weights and postings of every way of asking."""
        ways = [(n, asked.terms(clean(way))) for n, e in enumerate(entries) for way in _ways(e)]
        self._topics = [entries[n].topic for n, _words in ways]
        self._index = Index([words for _n, words in ways])
        self._ways = [frozenset(words) for _n, words in ways]
        self._weights = [self._weight(words) for words in self._ways]
        spoken = [set(asked.terms(clean(" ".join(entry.tags)))) for entry in entries]
        for n, words in ways:
            spoken[n].update(words)
        self._spoken = [frozenset(spoken[n]) for n, _words in ways]

    def nearest(self, plain: str) -> list[Near]:
        """The topics near to a cleaned question, the nearest first."""
        words = self._known(asked.terms(plain))
        things = asked.things(words)
        scores = self._index.scores(words)
        found: dict[str, Near] = {}
        for way in nlargest(NEAREST, scores, key=scores.__getitem__):
            near = self._near(words, things, way)
            known = found.get(self._topics[way])
            if near and (known is None or near.closeness > known.closeness):
                found[near.topic] = near
        return sorted(found.values(), key=lambda near: -near.closeness)

    def _near(self, words: frozenset[str], things: frozenset[str], way: int) -> Near | None:
        """None if the entry is silent on a thing that is named, or one common word is all."""
        common = words & self._ways[way]
        if things - self._spoken[way] or (len(common) < 2 and not common & things):
            return None
        total = self._weight(words)
        said = self._weight(words & self._spoken[way])
        likeness = self._weight(common) / (total * self._weights[way]) ** 0.5
        return Near(self._topics[way], likeness, said / total, said)

    def _known(self, words: Iterable[str]) -> frozenset[str]:
        """A word that stands in no entry gives way to those of its parts that do."""
        found: set[str] = set()
        for word in words:
            parts = () if word in self._index else asked.parts(word)
            found.update([part for part in parts if part in self._index] or [word])
        return frozenset(found)

    def _weight(self, words: Iterable[str]) -> float:
        return sum(map(self._index.idf, words))


def _ways(entry: Entry) -> Sequence[str]:
    """The questions, and the title without the place before its colon."""
    return (*entry.questions, entry.title.rpartition("：")[2])
