"""All entries, and which of them answers a question.

BM25 finds the ways of asking that are nearest; how much of the question and of the way asked is the
same (weighed by how rare the words are) says whether that is near enough. Entries of other
divisions take part in the search and are never given: where one of them is the nearest, this
division has no answer, and a neighbour's rule must not stand in for it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from heapq import nlargest
from pathlib import Path

from bot.understanding import emergency
from bot.understanding.answers import asked
from bot.understanding.answers.bm25 import Index
from bot.understanding.answers.entries import Entry, read_entry
from bot.understanding.clean import clean

SHIPPED = Path(__file__).parent / "library"
#: entries with this tag say what to do in danger; they alone are given to who seems to be in it
SAFETY = "安全"
#: found on half of the questions in tests/bot/understanding/answers, kept on the other half
ENOUGH = 0.48
ENOUGH_IN_TROUBLE = 0.8  # a report in the form of a question is still a report
ENOUGH_UNASKED = 0.95  # 加装电梯补贴标准: a subject, not a question
NEVER = 2.0
LIKENESS = 0.5  # of the confidence; the rest is how much of the question the entry speaks of
APART = 0.05
NEAREST = 24


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person is told. ``dated`` is the source's day as far as it is known: say that one.

    ``score`` (0 to 1) is how sure the search is; ``url`` is empty where there is none.
    """

    id: str
    title: str
    text: str
    source: str
    source_date: date
    dated: str
    division: str
    score: float
    url: str = ""


class Library:
    """Entries of one or more folders, ready to be asked. Never changed once loaded."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        """Precompute the search over all ways of asking."""
        self.entries = tuple(entries)
        ways = [(n, asked.terms(clean(way))) for n, e in enumerate(self.entries) for way in _ways(e)]
        self._entry_of = [n for n, _words in ways]
        self._index = Index([words for _n, words in ways])
        self._ways = [frozenset(words) for _n, words in ways]
        self._weights = [self._weight(words) for words in self._ways]
        self._words = [self._spoken(n, entry) for n, entry in enumerate(self.entries)]

    @classmethod
    def load(cls, *folders: Path) -> "Library":
        """Read ``<folder>/<id>.md`` (national) and ``<folder>/<division>/<id>.md``.

        An entry of a later folder replaces those of earlier ones on the same topic in the same
        division: so a city corrects or adds without touching the package. ValueError names the
        file that is wrong.
        """
        kept: list[Entry] = []
        for folder in folders:
            own = _read(folder)
            about = {(e.topic, e.division) for e in own}
            kept = [e for e in kept if (e.topic, e.division) not in about] + own
        ids = [entry.id for entry in kept]
        if twice := {each for each in ids if ids.count(each) > 1}:
            raise ValueError(f"{min(twice)}: is the id of two entries")
        return cls(kept)

    def find(self, question: str, division: str = "", *, on: date) -> Answer | None:
        """The answer that holds on that day in that division, or None: then a person is asked."""
        plain = clean(question)
        if asked.own_case(plain) or asked.elsewhere(plain, division):
            return None
        words = self._known(asked.terms(plain))
        best, score = self._nearest(words, division, on)
        if best is None or score < _enough(plain):
            return None
        if emergency.find(plain) is not None and SAFETY not in best.tags:
            return None
        return Answer(
            id=best.id,
            title=best.title,
            text=best.text,
            source=best.source,
            source_date=best.source_date,
            dated=best.dated,
            division=best.division,
            score=round(score, 3),
            url=best.url,
        )

    def _nearest(
        self, words: frozenset[str], division: str, on: date
    ) -> tuple[Entry | None, float]:
        """The entry to give and how sure that is; none if two topics of this place are as near."""
        scores = self._index.scores(words)
        things = asked.things(words)
        topics: dict[str, float] = {}
        for way in nlargest(NEAREST, scores, key=scores.__getitem__):
            entry = self.entries[self._entry_of[way]]
            score = self._score(words, things, way)
            topics[entry.topic] = max(score, topics.get(entry.topic, 0.0))
        best = max(topics.values(), default=0.0)
        near = [topic for topic, score in topics.items() if score > best - APART]
        local = [entry for topic in near if (entry := self._local(topic, division, on))]
        return (local[0], topics[local[0].topic]) if len(local) == 1 else (None, best)

    def _score(self, words: frozenset[str], things: frozenset[str], way: int) -> float:
        """How alike the question and a way of asking are, from 0 to 1."""
        spoken = self._words[self._entry_of[way]]
        common = words & self._ways[way]
        if things - spoken or (len(common) < 2 and not common & things):
            return 0.0
        total = self._weight(words)
        likeness = self._weight(common) / (total * self._weights[way]) ** 0.5
        return LIKENESS * likeness + (1 - LIKENESS) * self._weight(words & spoken) / total

    def _local(self, topic: str, division: str, on: date) -> Entry | None:
        """The most local entry on a topic that holds there and then."""
        holding = [
            entry
            for entry in self.entries
            if entry.topic == topic and division.startswith(entry.division) and entry.valid(on)
        ]
        return max(holding, key=lambda entry: len(entry.division), default=None)

    def _known(self, words: Iterable[str]) -> frozenset[str]:
        """A word that stands in no entry gives way to those of its parts that do."""
        found: set[str] = set()
        for word in words:
            known = [] if word in self._index else [p for p in asked.parts(word) if p in self._index]
            found.update(known or [word])
        return frozenset(found)

    def _weight(self, words: Iterable[str]) -> float:
        return sum(map(self._index.idf, words))

    def _spoken(self, n: int, entry: Entry) -> frozenset[str]:
        ways = (words for m, words in zip(self._entry_of, self._ways, strict=True) if m == n)
        return frozenset(asked.terms(clean(" ".join(entry.tags)))).union(*ways)


@cache
def shipped() -> Library:
    """The entries that come with the package, read once."""
    return Library.load(SHIPPED)


def _enough(plain: str) -> float:
    if not asked.asks(plain):
        return NEVER if asked.tells_trouble(plain) else ENOUGH_UNASKED
    return ENOUGH_IN_TROUBLE if asked.tells_trouble(plain) else ENOUGH


def _ways(entry: Entry) -> Sequence[str]:
    """The questions, and the title without the place before its colon."""
    return (*entry.questions, entry.title.rpartition("：")[2])


def _read(folder: Path) -> list[Entry]:
    if not folder.is_dir():
        raise ValueError(f"{folder}: is no folder")
    found = [read_entry(path) for path in sorted(folder.glob("*.md"))]
    found += [read_entry(path, path.parent.name) for path in sorted(folder.glob("*/*.md"))]
    for n, entry in enumerate(found):
        for other in found[:n]:
            if (entry.topic, entry.division) == (other.topic, other.division) and _meet(entry, other):
                raise ValueError(f"{folder}: {entry.id} and {other.id} answer the same at one time")
    return found


def _meet(one: Entry, other: Entry) -> bool:
    begins = max(one.valid_from or date.min, other.valid_from or date.min)
    return begins <= min(one.valid_until or date.max, other.valid_until or date.max)
