"""Text to numbers: how often which character groups and words stand in it. Shared by both sides.

One vocabulary of characters (1 to 3 in a row) and jieba's words (1 and 2 in a row), TF-IDF with
sublinear counts; the same in training and at run time.
"""

from collections import Counter
from itertools import pairwise
from math import log

from bot.understanding.words import cut

LONGEST = 3


def terms(text: str) -> list[str]:
    """The terms of a cleaned text: ``c:`` characters in a row, ``w:`` words and pairs of words."""
    plain = "".join(text.split())
    found = [
        f"c:{plain[start : start + length]}"
        for length in range(1, LONGEST + 1)
        for start in range(len(plain) - length + 1)
    ]
    words = cut(text)
    found += [f"w:{word}" for word in words]
    found += [f"w:{first} {second}" for first, second in pairwise(words)]
    return found


def counts(text: str) -> dict[str, float]:
    """Sublinear term counts: 1 + log(n)."""
    return {term: 1.0 + log(number) for term, number in Counter(terms(text)).items()}
