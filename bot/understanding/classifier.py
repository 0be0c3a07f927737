"""Arrays in, probabilities out: a linear model that was trained elsewhere (``train.py``).

At run time only numpy is needed: a message has some hundred terms, so its scores are the sum of as
many rows of the weight matrix. No pickle is ever loaded.

A label may be ``kind/theme``: themes are learned apart (a flat roof and a wet wall share few words)
and told together, as their kind.
"""

import json
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.understanding.features import terms, vector

#: the model that comes with the code; ``models.py`` knows which one is in service
MODEL = Path(__file__).parent / "model"
THEME = "/"


@dataclass(frozen=True, eq=False)
class LinearModel:
    """One head: term → row, rows × labels weights, and a temperature.

    The temperature turns scores into probabilities that are right as often as they say; it is
    found by cross-validation (``train.calibrated``), and so is ``sure``: of what is more probable
    than that, 95 in 100 were right.
    """

    labels: tuple[str, ...]
    rows: dict[str, int]
    idf: NDArray[np.float32]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]
    temperature: float = 1.0
    sure: float = 1.0

    def scores(self, text: str) -> NDArray[np.float64]:
        """For each label, in their order; of a cleaned text."""
        rows, values = vector(text, self.rows, self.idf)
        return np.asarray(self.bias + values @ self.weights[rows], dtype=np.float64)

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """What a label may come out as, in order."""
        return tuple(sorted({kind_of(label) for label in self.labels}))

    @cached_property
    def _kind_of_label(self) -> NDArray[np.intp]:
        return np.array([self.kinds.index(kind_of(label)) for label in self.labels])

    def shares(self, scores: NDArray[np.float64]) -> NDArray[np.float64]:
        """The probability of each kind, in the order of ``kinds``, from one text's scores."""
        odds = np.exp((scores - scores.max()) / self.temperature)
        return np.asarray(np.bincount(self._kind_of_label, odds, len(self.kinds)) / odds.sum())

    def ranked(self, text: str) -> list[tuple[str, float]]:
        """Every kind with its probability, the likeliest first."""
        shares = self.shares(self.scores(text))
        return [(self.kinds[n], float(shares[n])) for n in np.argsort(-shares, kind="stable")]

    def telling(self, text: str, kind: str, most: int = 5) -> tuple[str, ...]:
        """The words that spoke most for a kind, pairs of words left out."""
        columns = np.flatnonzero(self._kind_of_label == self.kinds.index(kind))
        spoken = {
            term[2:]: float(self.idf[row] * self.weights[row, columns].max())
            for term in dict.fromkeys(terms(text)["w"])
            if " " not in term and (row := self.rows.get(term)) is not None
        }
        best = sorted(spoken, key=lambda word: -spoken[word])[:most]
        return tuple(word for word in best if spoken[word] > 0)


def kind_of(label: str) -> str:
    """``kind/theme`` → kind."""
    return label.partition(THEME)[0]


def read_model(head: str, folder: Path) -> LinearModel:
    """A folder's ``category`` or ``intent`` head."""
    words = json.loads((folder / f"{head}.json").read_text("utf-8"))
    with np.load(folder / f"{head}.npz", allow_pickle=False) as arrays:
        return LinearModel(
            tuple(words["labels"]),
            {term: row for row, term in enumerate(words["terms"])},
            arrays["idf"].astype(np.float32),
            arrays["weights"].astype(np.float32),
            arrays["bias"].astype(np.float32),
            float(words["temperature"]),
            float(words["sure"]),
        )


_in_service = MODEL


def use(folder: Path) -> None:
    """From now on messages are read with the model of this folder."""
    global _in_service  # one model a process, as one tokenizer
    _in_service = folder


def load(head: str) -> LinearModel:
    """The head of the model in service."""
    return _loaded(head, _in_service)


@cache
def _loaded(head: str, folder: Path) -> LinearModel:
    return read_model(head, folder)
