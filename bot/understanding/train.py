"""Training: the corpus in, plain arrays out. ``python -m bot.understanding.train`` rebuilds.

The only module here that needs scikit-learn, with ``evaluate.py``. Deterministic: the same corpus
gives the same model, whose card bears the corpus's hash.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import numpy as np
import yaml
from scipy.sparse import csr_matrix
from sklearn.feature_extraction import DictVectorizer
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from bot.understanding.categories import categories
from bot.understanding.classifier import MODEL, LinearModel
from bot.understanding.clean import clean
from bot.understanding.features import counts

CORPUS = Path(__file__).parent / "corpus"
MOST_TERMS = 12_000
STRENGTH = 30.0  # inverse of the regularisation; chosen by cross-validation on the corpus

Sample = tuple[str, str]


def corpus() -> dict[str, list[Sample]]:
    """``{"category": [(text, label)], "intent": […]}``; a report of anything is intent report."""
    by_category: list[Sample] = []
    by_intent: list[Sample] = []
    for path in sorted(CORPUS.glob("*.yaml")):
        for label, sentences in yaml.safe_load(path.read_text("utf-8")).items():
            for sentence in sentences:
                if label in categories():
                    by_category.append((sentence, label))
                    by_intent.append((sentence, "ask" if label == "policy_query" else "report"))
                else:
                    by_intent.append((sentence, label))
    return {"category": by_category, "intent": by_intent}


def corpus_hash() -> str:
    """SHA-256 over the corpus files."""
    digest = sha256()
    for path in sorted(CORPUS.glob("*.yaml")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def fit(samples: Sequence[Sample]) -> LinearModel:
    """A model of this design for any labels."""
    texts = [clean(text) for text, _label in samples]
    labels = [label for _text, label in samples]
    vectors, terms, idf = _vectors(texts)
    model = LogisticRegression(C=STRENGTH, class_weight="balanced", max_iter=2000)
    model.fit(vectors, labels)
    weights, bias = model.coef_, model.intercept_
    if len(model.classes_) == 2:  # scikit-learn keeps one row for two labels
        weights, bias = np.vstack([-weights, weights]) / 2, np.concatenate([-bias, bias]) / 2
    return LinearModel(
        tuple(map(str, model.classes_)),
        {term: row for row, term in enumerate(terms)},
        idf.astype(np.float32),
        np.ascontiguousarray(weights.T).astype(np.float32),
        bias.astype(np.float32),
        1.0,
    )


def temperature_of(samples: Sequence[Sample]) -> float:
    """The temperature at which cross-validated probabilities are as right as they say."""
    texts, labels = [clean(t) for t, _l in samples], np.array([label for _t, label in samples])
    vectors, _terms, _idf = _vectors(texts)
    model = LogisticRegression(C=STRENGTH, class_weight="balanced", max_iter=2000)
    folds = StratifiedKFold(5, shuffle=True, random_state=1)
    scores = cross_val_predict(model, vectors, labels, cv=folds, method="decision_function")
    right = np.searchsorted(np.unique(labels), labels)
    best = min(np.linspace(0.3, 3.0, 55), key=lambda t: _loss(scores / t, right))
    return float(round(best, 3))


def save(head: str, model: LinearModel, folder: Path = MODEL) -> None:
    """Plain arrays and JSON: nothing that runs code when it is loaded."""
    folder.mkdir(exist_ok=True)
    terms = sorted(model.rows, key=lambda term: model.rows[term])
    words = {"labels": model.labels, "terms": terms, "temperature": model.temperature}
    (folder / f"{head}.json").write_text(json.dumps(words, ensure_ascii=False), "utf-8")
    np.savez_compressed(
        folder / f"{head}.npz",
        idf=model.idf.astype(np.float16),
        weights=model.weights.astype(np.float16),
        bias=model.bias,
    )


def main() -> None:
    """Train both heads on the corpus and write the model's card."""
    for head, samples in corpus().items():
        model = fit(samples)
        tempered = temperature_of(samples)
        save(head, replace(model, temperature=tempered))
    card = {
        "corpus_sha256": corpus_hash(),
        "samples": {head: len(samples) for head, samples in corpus().items()},
        "design": "TF-IDF of characters 1-3 and words 1-2, logistic regression, temperature",
    }
    (MODEL / "card.json").write_text(json.dumps(card, indent=1) + "\n", "utf-8")


def _vectors(texts: Sequence[str]) -> tuple[csr_matrix, list[str], np.ndarray]:
    """TF-IDF rows of the most frequent terms, the terms, and their weights."""
    vectorizer = DictVectorizer()
    raw = vectorizer.fit_transform([counts(text) for text in texts])
    seen = np.asarray((raw > 0).sum(axis=0)).ravel()
    kept = np.sort(np.argsort(-seen, kind="stable")[:MOST_TERMS])
    transformer = TfidfTransformer()
    vectors = transformer.fit_transform(raw[:, kept])
    names = vectorizer.get_feature_names_out()
    return vectors, [str(names[n]) for n in kept], transformer.idf_


def _loss(scores: np.ndarray, right: np.ndarray) -> float:
    shares = scores - scores.max(axis=1, keepdims=True)
    logs = shares - np.log(np.exp(shares).sum(axis=1, keepdims=True))
    return float(-logs[np.arange(len(right)), right].mean())


if __name__ == "__main__":
    main()
