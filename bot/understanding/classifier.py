"""Arrays in, probabilities out: a linear model that was trained elsewhere (``train.py``).

At run time only numpy is needed: a message has some hundred terms, so its scores are the sum of as
many rows of the weight matrix. No pickle is ever loaded.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.understanding.features import terms, vector

MODEL = Path(__file__).parent / "model"


@dataclass(frozen=True)
class LinearModel:
    """One head: term → row, rows × labels weights, and a temperature.

    The temperature turns scores into probabilities that are right as often as they say; it is
    found by cross-validation (``train.temperature_of``).
    """

    labels: tuple[str, ...]
    rows: dict[str, int]
    idf: NDArray[np.float32]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]
    temperature: float

    def scores(self, text: str) -> NDArray[np.float64]:
        """For each label, in their order; of a cleaned text."""
        rows, values = vector(text, self.rows, self.idf)
        return np.asarray(self.bias + values @ self.weights[rows], dtype=np.float64)

    def ranked(self, text: str) -> list[tuple[str, float]]:
        """Every label with its probability, the likeliest first."""
        scores = self.scores(text) / self.temperature
        shares = np.exp(scores - scores.max())
        shares /= shares.sum()
        return [(self.labels[n], float(shares[n])) for n in np.argsort(-shares, kind="stable")]

    def telling(self, text: str, label: str, most: int = 5) -> tuple[str, ...]:
        """The words that spoke most for a label, pairs of words left out."""
        column = self.labels.index(label)
        spoken = {
            term[2:]: float(self.idf[row] * self.weights[row, column])
            for term in dict.fromkeys(terms(text)["w"])
            if " " not in term and (row := self.rows.get(term)) is not None
        }
        best = sorted(spoken, key=lambda word: -spoken[word])[:most]
        return tuple(word for word in best if spoken[word] > 0)


@cache
def load(head: str) -> LinearModel:
    """The shipped model's ``category`` or ``intent`` head."""
    words = json.loads((MODEL / f"{head}.json").read_text("utf-8"))
    with np.load(MODEL / f"{head}.npz", allow_pickle=False) as arrays:
        return LinearModel(
            tuple(words["labels"]),
            {term: row for row, term in enumerate(words["terms"])},
            arrays["idf"].astype(np.float32),
            arrays["weights"].astype(np.float32),
            arrays["bias"].astype(np.float32),
            float(words["temperature"]),
        )
