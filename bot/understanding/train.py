"""Training: sentences in, plain arrays out. ``python -m bot.understanding.train`` rebuilds.

The only module here that needs scikit-learn, with ``evaluate.py``. Deterministic: the same corpus
gives the same model, whose card bears the corpus's hash.
"""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import RidgeClassifier
from sklearn.model_selection import StratifiedKFold

from bot.understanding import features
from bot.understanding.categories import categories
from bot.understanding.classifier import MODEL, LinearModel
from bot.understanding.clean import clean

CORPUS = Path(__file__).parent / "corpus"
LEAST_TEXTS = 2  # a term that stands in one text only says nothing about others
ALPHA = 1.0  # how much large weights cost; decision 0008 has the figures

Sample = tuple[str, str]


def corpus() -> dict[str, list[Sample]]:
    """``{"category": [(text, label)], "intent": […]}``; a report of anything is intent report."""
    by_category: list[Sample] = []
    by_intent: list[Sample] = []
    for path in sorted(CORPUS.glob("*.yaml")):
        for label, sentences in yaml.safe_load(path.read_text("utf-8")).items():
            if label in categories():
                by_category += [(sentence, label) for sentence in sentences]
                label = "ask" if label == "policy_query" else "report"
            by_intent += [(sentence, label) for sentence in sentences]
    return {"category": by_category, "intent": by_intent}


def corpus_hash() -> str:
    """SHA-256 over the corpus and the words: what a model is made of."""
    digest = sha256()
    for path in (*sorted(CORPUS.glob("*.yaml")), Path(__file__).parent / "lexicon.txt"):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def fit(samples: Sequence[Sample]) -> LinearModel:
    """A model of this design for any labels. ValueError without a sample."""
    texts, labels = [clean(text) for text, _label in samples], [label for _text, label in samples]
    if not samples:
        raise ValueError("nothing to learn from")
    rows, idf = _vocabulary(texts)
    known = sorted(set(labels))
    weights, bias = np.zeros((len(rows), len(known))), np.zeros(len(known))
    if len(known) > 1:
        weights, bias = _weights(_matrix(texts, rows, idf), labels)
    return LinearModel(
        tuple(known), rows, idf, weights.astype(np.float32), bias.astype(np.float32), 1.0
    )


def temperature_of(samples: Sequence[Sample]) -> float:
    """The temperature at which cross-validated probabilities are as right as they say."""
    labels = np.array([label for _text, label in samples])
    known = sorted(set(labels))
    scores = np.empty((len(samples), len(known)))
    for train, test in StratifiedKFold(5, shuffle=True, random_state=1).split(labels, labels):
        model = fit([samples[n] for n in train])
        scores[test] = [model.scores(clean(samples[n][0])) for n in test]
    right = np.searchsorted(known, labels)
    best = min(np.geomspace(0.02, 2.0, 81), key=lambda t: _loss(scores / t, right))
    return float(round(best, 4))


def save(head: str, model: LinearModel, folder: Path = MODEL) -> None:
    """Plain arrays and JSON: nothing that runs code when it is loaded."""
    folder.mkdir(exist_ok=True)
    words = {"labels": model.labels, "terms": [*model.rows], "temperature": model.temperature}
    (folder / f"{head}.json").write_text(json.dumps(words, ensure_ascii=False) + "\n", "utf-8")
    np.savez_compressed(
        folder / f"{head}.npz",
        idf=model.idf.astype(np.float16),
        weights=model.weights.astype(np.float16),
        bias=model.bias,
    )


def main() -> None:
    """Train both heads on the corpus and write the model's card."""
    for head, samples in corpus().items():
        save(head, replace(fit(samples), temperature=temperature_of(samples)))
    card = {
        "corpus_sha256": corpus_hash(),
        "samples": {head: len(samples) for head, samples in corpus().items()},
        "design": "TF-IDF of characters 1-2 and words 1-2, ridge, temperature",
    }
    (MODEL / "card.json").write_text(json.dumps(card, indent=1) + "\n", "utf-8")


def _vocabulary(texts: Sequence[str]) -> tuple[dict[str, int], NDArray[np.float32]]:
    """Term → row, and how much each term tells (smoothed inverse document frequency)."""
    seen: Counter[str] = Counter()
    for text in texts:
        for block in features.terms(text).values():
            seen.update(set(block))
    least = LEAST_TEXTS if len(texts) >= LEAST_TEXTS**3 else 1
    kept = sorted(term for term, number in seen.items() if number >= least)
    numbers = np.array([seen[term] for term in kept])
    idf = np.log((1 + len(texts)) / (1 + numbers)) + 1
    return {term: row for row, term in enumerate(kept)}, idf.astype(np.float32)


def _matrix(texts: Sequence[str], rows: dict[str, int], idf: NDArray[np.float32]) -> csr_matrix:
    vectors = [features.vector(text, rows, idf) for text in texts]
    ends = np.cumsum([0, *(len(row) for row, _values in vectors)])
    found = np.concatenate([row for row, _values in vectors])
    values = np.concatenate([values for _row, values in vectors])
    return csr_matrix((values, found, ends), shape=(len(texts), len(rows)))


def _weights(matrix: csr_matrix, labels: Sequence[str]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Rows × labels, and a bias a label; rare labels count as much as frequent ones."""
    model = RidgeClassifier(alpha=ALPHA, class_weight="balanced").fit(matrix, labels)
    weights, bias = model.coef_, model.intercept_
    if len(weights) == 1:  # scikit-learn keeps one row for two labels
        weights, bias = np.vstack([-weights, weights]) / 2, np.concatenate([-bias, bias]) / 2
    return np.ascontiguousarray(weights.T), bias


def _loss(scores: NDArray[Any], right: NDArray[Any]) -> float:
    shares = scores - scores.max(axis=1, keepdims=True)
    logs = shares - np.log(np.exp(shares).sum(axis=1, keepdims=True))
    return float(-logs[np.arange(len(right)), right].mean())


if __name__ == "__main__":
    main()
