"""Training: sentences in, plain arrays out. ``python -m bot.understanding.train`` rebuilds.

The only module here that needs scikit-learn, with ``evaluate.py``. Deterministic: the same corpus
gives the same model, whose card bears the corpus's hash.
"""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.svm import LinearSVC

from bot.understanding import corpus, features
from bot.understanding.classifier import MODEL, LinearModel, kind_of
from bot.understanding.clean import clean
from bot.understanding.corpus import Sample

LEAST_TEXTS = 2  # a term that stands in one text only says nothing about others
COST = 0.5  # of an error against large weights; decision 0008 has the figures
MOST_STEPS = 200
RIGHT = 0.95  # of what is taken without asking
FOLDS = 5


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
    return LinearModel(tuple(known), rows, idf, weights.astype(np.float32), bias.astype(np.float32))


def calibrated(model: LinearModel, samples: Sequence[Sample]) -> LinearModel:
    """The model with a temperature and a threshold found by cross-validation on its samples.

    Temperature: at which probabilities are as right as they say. Threshold (``sure``): the least
    above which ``RIGHT`` of the guesses were right, themes of one kind counting as one.
    """
    kinds = [kind_of(label) for _text, label in samples]
    right = np.searchsorted(model.kinds, kinds)
    scores = _held_out_scores(model, samples)

    def shares(temperature: float) -> NDArray[Any]:
        tempered = replace(model, temperature=temperature)
        return np.array([tempered.shares(row) for row in scores])

    def loss(temperature: float) -> float:
        told = shares(temperature)[np.arange(len(right)), right]
        return float(-np.log(np.maximum(told, 1e-12)).mean())

    best = round(float(min(np.geomspace(0.05, 2.0, 36), key=loss)), 4)
    return replace(model, temperature=best, sure=_sure(shares(best), right))


def _sure(shares: NDArray[Any], right: NDArray[Any]) -> float:
    """The least share above which RIGHT of the first guesses were right."""
    told = shares.max(axis=1)
    order = np.argsort(-told, kind="stable")
    hits = np.cumsum(shares.argmax(axis=1)[order] == right[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero(hits >= RIGHT)
    return round(float(told[order][enough[-1]]), 4) if len(enough) else 1.0


def _held_out_scores(model: LinearModel, samples: Sequence[Sample]) -> NDArray[Any]:
    """For each sample the scores of a model that has not seen it."""
    labels = np.array([label for _text, label in samples])
    scores = np.full((len(samples), len(model.labels)), -1e3)
    folds = _folds(labels)
    for fold in range(FOLDS):
        part = fit([samples[n] for n in np.flatnonzero(folds != fold).tolist()])
        columns = [model.labels.index(label) for label in part.labels]
        for n in np.flatnonzero(folds == fold).tolist():
            scores[n, columns] = part.scores(clean(samples[n][0]))
    return scores


def _folds(labels: NDArray[Any]) -> NDArray[np.intp]:
    """Which fold each sample is tested in; every label is spread over all, as far as it goes."""
    order = np.random.default_rng(1).permutation(len(labels))
    seen: Counter[str] = Counter()
    folds = np.empty(len(labels), dtype=np.intp)
    for n in order:
        folds[n] = seen[labels[n]] % FOLDS
        seen[labels[n]] += 1
    return folds


def save(head: str, model: LinearModel, folder: Path = MODEL) -> None:
    """Plain arrays and JSON: nothing that runs code when it is loaded."""
    folder.mkdir(parents=True, exist_ok=True)
    words = {
        "labels": model.labels,
        "terms": [*model.rows],
        "temperature": model.temperature,
        "sure": model.sure,
    }
    (folder / f"{head}.json").write_text(json.dumps(words, ensure_ascii=False) + "\n", "utf-8")
    np.savez_compressed(
        folder / f"{head}.npz",
        idf=model.idf.astype(np.float16),
        weights=model.weights.astype(np.float16),
        bias=model.bias,
    )


def build(pairs: Sequence[Sample], folder: Path, **card: object) -> None:
    """Train both heads on ``pairs`` (message, label/theme) and write them with their card."""
    heads = {"category": corpus.by_category(pairs), "intent": corpus.by_intent(pairs)}
    for head, samples in heads.items():
        save(head, calibrated(fit(samples), samples), folder)
    told = {
        "corpus_sha256": corpus.digest(),
        "samples": {head: len(samples) for head, samples in heads.items()},
        "design": "TF-IDF of characters, words and concepts (1-2); linear SVM by theme",
        **card,
    }
    (folder / "card.json").write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n")


def main() -> None:
    """Train the model that comes with the code."""
    build(corpus.samples(), MODEL)


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
    """Rows × labels, and a bias a label."""
    model = LinearSVC(C=COST, class_weight="balanced").fit(matrix, labels)
    weights, bias = model.coef_, model.intercept_
    if len(weights) == 1:  # scikit-learn keeps one row for two labels
        weights, bias = np.vstack([-weights, weights]) / 2, np.concatenate([-bias, bias]) / 2
    return np.ascontiguousarray(weights.T), bias


if __name__ == "__main__":
    main()
