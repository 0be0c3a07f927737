"""BM25 over short texts, in plain Python: postings are made once, a question touches only its own.

Robertson and Zaragoza, "The Probabilistic Relevance Framework" (2009), with the idf that is never
negative. Retrieval, no counting of votes: floats are at home here.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from math import log

K1 = 1.2
B = 0.3  # questions are all short: their length says little


class Index:
    """Texts, each given as its words, and known afterwards by its place in the order given."""

    def __init__(self, texts: Sequence[Sequence[str]]) -> None:
        """Precompute what each word adds to each text."""
        self._many = len(texts)
        average = sum(map(len, texts)) / max(1, self._many)
        found: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for n, words in enumerate(texts):
            for word, times in Counter(words).items():
                found[word].append((n, times))
        norms = [K1 * (1 - B + B * len(words) / max(1.0, average)) for words in texts]
        self._idf = {word: self._rarity(len(rows)) for word, rows in found.items()}
        self._postings = {
            word: [(n, self._idf[word] * t * (K1 + 1) / (t + norms[n])) for n, t in rows]
            for word, rows in found.items()
        }
        self._unknown = self._rarity(0)

    def __contains__(self, word: str) -> bool:
        return word in self._idf

    def idf(self, word: str) -> float:
        """How rare a word is; one that stands nowhere is the rarest of all."""
        return self._idf.get(word, self._unknown)

    def scores(self, words: Iterable[str]) -> dict[int, float]:
        """The score of every text that shares a word with the question, by the text's place."""
        sums: dict[int, float] = defaultdict(float)
        for word in set(words):
            for n, value in self._postings.get(word, ()):
                sums[n] += value
        return sums

    def _rarity(self, texts: int) -> float:
        return log(1 + (self._many - texts + 0.5) / (texts + 0.5))
