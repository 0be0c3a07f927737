"""The sentences from which the classifier learns, and those by which it is measured.

One file a label under ``corpus/learn/`` and ``corpus/held_out/``: a message a line, ``[theme]``
above those that belong together. All were written for this project. What is held out is never
learned from: it judges a candidate model against the one in service.
"""

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path

from bot.understanding.categories import categories
from bot.understanding.clean import clean
from bot.understanding.words import LEXICON

CORPUS = Path(__file__).parent / "corpus"
LEARN, HELD_OUT = "learn", "held_out"
#: what is no matter of an estate at all: the category head must be able to say so
NONE = "none"
_NOT_A_MATTER = frozenset({"other", "greeting", "thanks", "abuse"})
#: questions by nature, even where they tell of a matter
_ASKED = frozenset({"policy_query/when", "policy_query/policy"})
ALIKE = 0.8  # of two sentences' pairs of characters; more is the same sentence
SHORTEST = 4  # pairs; shorter ones must be equal to be the same

#: (message, label)
Sample = tuple[str, str]


def samples(part: str = LEARN) -> list[Sample]:
    """Every message of a part with ``label/theme``."""
    return [pair for path in sorted((CORPUS / part).glob("*.txt")) for pair in _read(path)]


def by_category(pairs: Iterable[Sample]) -> list[Sample]:
    """Those that teach what a matter is: the 42 categories by theme, and ``none``."""
    known = categories()
    return [
        (text, label if label.partition("/")[0] in known else NONE)
        for text, label in pairs
        if label.partition("/")[0] in known or label.partition("/")[0] in _NOT_A_MATTER
    ]


def by_intent(pairs: Iterable[Sample]) -> list[Sample]:
    """Those that teach what somebody wants: every one; a trouble told is a report."""
    return [(text, _intent_of(label)) for text, label in pairs]


def digest() -> str:
    """SHA-256 over the sentences to learn from and the words: what a model is made of."""
    found = sha256()
    for path in (*sorted((CORPUS / LEARN).glob("*.txt")), LEXICON):
        found.update(path.read_bytes())
    return found.hexdigest()


def twins(pairs: Sequence[Sample], others: Sequence[Sample] = ()) -> Iterator[tuple[str, str]]:
    """Messages that say the same in nearly the same characters.

    Among ``pairs``, or, with ``others``, between the two: a leak of what is held out.
    """
    left = [(text, _pairs_in(text)) for text, _label in pairs]
    right = [(text, _pairs_in(text)) for text, _label in others]
    for n, (text, here) in enumerate(left):
        for other, there in right if others else left[n + 1 :]:
            if text == other or _alike(here, there):
                yield text, other


def _alike(here: frozenset[str], there: frozenset[str]) -> bool:
    least = max(SHORTEST, ALIKE * max(len(here), len(there)))
    return min(len(here), len(there)) >= least and len(here & there) >= least


def _pairs_in(text: str) -> frozenset[str]:
    plain = "".join(letter for letter in clean(text) if letter.isalnum())
    return frozenset(plain[n : n + 2] for n in range(max(1, len(plain) - 1)))


def _intent_of(label: str) -> str:
    if label.partition("/")[0] not in categories():
        return label.partition("/")[0]
    return "ask" if label in _ASKED else "report"


def _read(path: Path) -> Iterator[Sample]:
    """ValueError naming the line that cannot be."""
    theme = ""
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        said = line.strip()
        if said.startswith("[") and said.endswith("]"):
            theme = said[1:-1]
        elif said and not theme:
            raise ValueError(f"{path.name}, line {number}: a theme must come first")
        elif said:
            yield said, f"{path.stem}/{theme}"
