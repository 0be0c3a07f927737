"""Arrays in, probabilities out: a linear model that was trained elsewhere (``train.py``).

At run time only numpy is needed: a message has a few hundred terms, so its scores are the sum of as
many rows of the weight matrix. No pickle is ever loaded.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.understanding.features import counts

MODEL = Path(__file__).parent / "model"


@dataclass(frozen=True)
class LinearModel:
    """One head: term → row, rows × labels weights (TF-IDF folded in), and a temperature."""

    labels: tuple[str, ...]
    rows: dict[str, int]
    idf: NDArray[np.float32]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]
    temperature: float

    def probabilities(self, text: str) -> NDArray[np.float64]:
        """For each label, in their order; of a cleaned text."""
        found = [(self.rows[t], n) for t, n in counts(text).items() if t in self.rows]
        scores = self.bias.astype(np.float64)
        if found:
            rows = np.fromiter((row for row, _n in found), dtype=np.intp, count=len(found))
            values = np.fromiter((n for _row, n in found), dtype=np.float64, count=len(found))
            values *= self.idf[rows]
            values /= np.sqrt(np.dot(values, values)) or 1.0
            scores = scores + values @ self.weights[rows]
        scores = scores / self.temperature
        shares = np.exp(scores - scores.max())
        return np.asarray(shares / shares.sum())

    def ranked(self, text: str) -> list[tuple[str, float]]:
        """Every label with its probability, the likeliest first."""
        shares = self.probabilities(text)
        return [(self.labels[n], float(shares[n])) for n in np.argsort(-shares)]

    def telling(self, text: str, label: str, most: int = 5) -> tuple[str, ...]:
        """The words that spoke most for a label."""
        column = self.labels.index(label)
        spoken = {
            term[2:]: float(n * self.idf[self.rows[term]] * self.weights[self.rows[term], column])
            for term, n in counts(text).items()
            if term.startswith("w:") and term in self.rows
        }
        best = sorted(spoken, key=lambda term: -spoken[term])[:most]
        return tuple(term for term in best if spoken[term] > 0)


@cache
def load(head: str) -> LinearModel:
    """The shipped model's ``category`` or ``intent`` head."""
    words = json.loads((MODEL / f"{head}.json").read_text("utf-8"))
    arrays = np.load(MODEL / f"{head}.npz", allow_pickle=False)
    return LinearModel(
        tuple(words["labels"]),
        {term: row for row, term in enumerate(words["terms"])},
        arrays["idf"].astype(np.float32),
        arrays["weights"].astype(np.float32),
        arrays["bias"].astype(np.float32),
        float(words["temperature"]),
    )
