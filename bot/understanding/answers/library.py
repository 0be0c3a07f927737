"""All entries, and which of them is given to whom.

Entries of other divisions take part in the search and are never given: where one of them is the
nearest, this division has no answer, and a neighbour's rule must not stand in for it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from bot.understanding import emergency
from bot.understanding.answers import asked
from bot.understanding.answers.entries import Entry, read_entry
from bot.understanding.answers.search import Search
from bot.understanding.clean import clean
from models.actor import prefix_of

SHIPPED = Path(__file__).parent / "library"
#: entries with this tag say what to do in danger; they alone are given to who seems to be in it
SAFETY = "安全"
ENOUGH = 0.75  # of sureness, to answer a question
ENOUGH_UNSAID = 0.97  # ... a report in the form of a question, or a subject without one
AS_NEAR = 0.05  # of closeness: a topic of this place that is as near as another place's is meant


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
        """Precompute the search; ``Library.load`` reads the entries from folders."""
        self.entries = tuple(entries)
        self._search = Search(self.entries)
        self._on: dict[str, list[Entry]] = {}
        for entry in sorted(self.entries, key=lambda each: -len(each.division)):
            self._on.setdefault(entry.topic, []).append(entry)

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
            about = {(entry.topic, entry.division) for entry in own}
            kept = [entry for entry in kept if (entry.topic, entry.division) not in about] + own
        ids = [entry.id for entry in kept]
        if twice := {each for each in ids if ids.count(each) > 1}:
            raise ValueError(f"{min(twice)}: is the id of two entries")
        return cls(kept)

    def find(self, question: str, division: str = "", *, on: date) -> Answer | None:
        """The answer that holds on that day in that division, or None: then a person is asked.

        ``division`` is a GB/T 2260 code or its beginning; empty, only national entries are given.
        """
        plain = clean(question)
        place = prefix_of(division)
        enough = _enough(plain)
        if enough is None or asked.own_case(plain) or asked.elsewhere(plain, place):
            return None
        entry, sure = self._meant(plain, place, on)
        if entry is None or sure < enough:
            return None
        if emergency.find(plain) is not None and SAFETY not in entry.tags:
            return None
        return _answer(entry, sure)

    def _meant(self, plain: str, place: str, on: date) -> tuple[Entry | None, float]:
        near = self._search.nearest(plain)
        here = [(each, entry) for each in near if (entry := self._local(each.topic, place, on))]
        if not here or here[0][0].closeness < near[0].closeness - AS_NEAR:
            return None, 0.0
        first, entry = here[0]
        next_best = here[1][0].closeness if len(here) > 1 else 0.0
        return entry, first.sure(first.closeness - next_best)

    def _local(self, topic: str, place: str, on: date) -> Entry | None:
        """The most local entry on a topic that holds there and then."""
        return next(
            (e for e in self._on[topic] if place.startswith(e.division) and e.valid(on)), None
        )


@cache
def shipped() -> Library:
    """The entries that come with the package, read once."""
    return Library.load(SHIPPED)


def _enough(plain: str) -> float | None:
    """How sure the search must be; None for a plain report, which no rule answers."""
    asks, trouble = asked.asks(plain), asked.tells_trouble(plain)
    if trouble and not asks:
        return None
    return ENOUGH if asks and not trouble else ENOUGH_UNSAID


def _answer(entry: Entry, sure: float) -> Answer:
    return Answer(
        id=entry.id,
        title=entry.title,
        text=entry.text,
        source=entry.source,
        source_date=entry.source_date,
        dated=entry.dated,
        division=entry.division,
        score=round(sure, 3),
        url=entry.url,
    )


def _read(folder: Path) -> list[Entry]:
    if not folder.is_dir():
        raise ValueError(f"{folder}: is no folder")
    found = [read_entry(path) for path in sorted(folder.glob("*.md"))]
    found += [read_entry(path, path.parent.name) for path in sorted(folder.glob("*/*.md"))]
    for n, entry in enumerate(found):
        for other in found[:n]:
            same = (entry.topic, entry.division) == (other.topic, other.division)
            if same and entry.meets(other):
                raise ValueError(f"{folder}: {entry.id} and {other.id} answer the same at one time")
    return found
