"""Text to numbers: which character groups and words stand in it. Shared by training and run time.

Three blocks, each TF-IDF with sublinear counts and of length 1 before it is weighed: characters
(1 and 2 in a row), jieba's words (1 and 2 in a row), and concepts (``concepts.yaml``) with their
pairs. Characters survive misspellings and words that no dictionary knows; words keep apart what
shares characters; concepts know words that no sentence of the corpus has. Decision 0008 has the
figures.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import combinations, pairwise
from math import log
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray

from bot.understanding.words import cut

#: how much each block counts; found by cross-validation on three collections of messages
BLOCKS: Mapping[str, float] = {"c": 1.0, "w": 0.8, "k": 0.5}
CONCEPTS = Path(__file__).parent / "concepts.yaml"


@lru_cache(maxsize=32)  # a message is read for its intent and for its matter
def terms(text: str) -> Mapping[str, Sequence[str]]:
    """The terms of a cleaned text by block, each term bearing its block's letter."""
    plain = "".join(text.split())
    words = cut(text)
    return {
        "c": [f"c:{one}" for one in plain] + [f"c:{a}{b}" for a, b in pairwise(plain)],
        "w": [f"w:{word}" for word in words] + [f"w:{a} {b}" for a, b in pairwise(words)],
        "k": _concepts(plain),
    }


def _concepts(plain: str) -> list[str]:
    """The concepts that a text speaks of, each once, and every two of them together."""
    ways, found = _ways(), {}
    for match in ways.pattern.finditer(plain):
        found.update(dict.fromkeys(ways.concepts[match[1]]))
    names = sorted(found)
    return [f"k:{name}" for name in names] + [f"k:{a} {b}" for a, b in combinations(names, 2)]


@dataclass(frozen=True, slots=True)
class _Ways:
    pattern: re.Pattern[str]
    concepts: Mapping[str, tuple[str, ...]]


@cache
def _ways() -> _Ways:
    """Every way of saying a concept, the longer ones first; found wherever one begins."""
    concepts: dict[str, dict[str, None]] = defaultdict(dict)
    for name, ways in yaml.safe_load(CONCEPTS.read_text("utf-8")).items():
        for way in ways:
            concepts[str(way)][name] = None
    for way in list(concepts):  # 加装电梯 speaks of a lift, too
        for other in list(concepts):
            if other in way:
                concepts[way].update(concepts[other])
    longest_first = sorted(concepts, key=len, reverse=True)
    return _Ways(
        re.compile("(?=(" + "|".join(map(re.escape, longest_first)) + "))"),
        {way: tuple(names) for way, names in concepts.items()},
    )


def vector(
    text: str, rows: Mapping[str, int], idf: NDArray[np.float32]
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """The rows of the known terms of a cleaned text, and their values."""
    parts = [_block(found, BLOCKS[name], rows, idf) for name, found in terms(text).items()]
    return np.concatenate([row for row, _v in parts]), np.concatenate([v for _r, v in parts])


def _block(
    found: Sequence[str], weight: float, rows: Mapping[str, int], idf: NDArray[np.float32]
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    known = [(rows[term], 1.0 + log(n)) for term, n in Counter(found).items() if term in rows]
    if not known:
        return np.empty(0, dtype=np.intp), np.empty(0)
    row = np.array([row for row, _n in known], dtype=np.intp)
    values = np.array([n for _row, n in known]) * idf[row]
    return row, values * (weight / np.sqrt(values @ values))
