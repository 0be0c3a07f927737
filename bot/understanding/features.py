"""Text to numbers: which character groups and words stand in it. Shared by training and run time.

Two blocks, each TF-IDF with sublinear counts and of length 1 before it is weighed: characters
(1 and 2 in a row), and jieba's words (1 and 2 in a row). Characters survive misspellings and words
that no dictionary knows; words keep apart what shares characters. Decision 0008 has the figures.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from math import log

import numpy as np
from numpy.typing import NDArray

from bot.understanding.words import cut

#: how much each block counts; found by cross-validation on three collections of messages
BLOCKS: Mapping[str, float] = {"c": 1.0, "w": 0.8}


@lru_cache(maxsize=32)  # a message is read for its intent and for its matter
def terms(text: str) -> Mapping[str, Sequence[str]]:
    """The terms of a cleaned text by block, each term bearing its block's letter."""
    plain = "".join(text.split())
    words = cut(text)
    return {
        "c": [f"c:{one}" for one in plain] + [f"c:{a}{b}" for a, b in pairwise(plain)],
        "w": [f"w:{word}" for word in words] + [f"w:{a} {b}" for a, b in pairwise(words)],
    }


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
