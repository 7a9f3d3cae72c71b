"""Makes classes.csv and classes-reference.csv beside this file: pip install scikit-learn==1.9.1 numpy==2.4.6.

Images of two, three and five classes, and scikit-learn's metrics of all classes and of each against the rest ("all", "0", "1" ...).
"""

import pathlib

import numpy as np
from sklearn import metrics

here = pathlib.Path(__file__).parent
rng = np.random.default_rng(20261127)


def near(y, classes):
    """Probabilities that are high near the true class, as of stages."""
    far = np.abs(np.arange(classes) - y[:, None]) + rng.normal(0, 1.2, (len(y), classes))
    return np.exp(-far) / np.exp(-far).sum(axis=1, keepdims=True)


def in_twentieths(p):
    """Ties within and between images, and values on bin edges, but no 0."""
    left = 20 - p.shape[1]
    return np.array([rng.multinomial(left, row) + 1 for row in p]) / 20


def measure_class(y, p, called, c):
    tn, fp, fn, tp = metrics.confusion_matrix(y == c, called == c).ravel()
    yield from {"tp": tp, "fp": fp, "tn": tn, "fn": fn}.items()
    yield "accuracy", metrics.accuracy_score(y == c, called == c)
    yield "sensitivity", metrics.recall_score(y == c, called == c)
    yield "specificity", metrics.recall_score(y == c, called == c, pos_label=False)
    yield "auroc", metrics.roc_auc_score(y == c, p[:, c])
    yield "kappa", metrics.cohen_kappa_score(y == c, called == c)
    yield "brier", metrics.brier_score_loss(y == c, p[:, c])
    yield "ece", ece(p[:, c], y == c)


def measure(y, p, called):
    classes = p.shape[1]
    table = metrics.confusion_matrix(y, called)
    for truth in range(classes):
        for call in range(classes):
            yield f"confusion {truth} {call}", table[truth, call]
    two = classes == 2
    yield "accuracy", metrics.accuracy_score(y, called)
    yield "balanced_accuracy", metrics.balanced_accuracy_score(y, called)
    yield "auroc", metrics.roc_auc_score(y, p[:, 1] if two else p, multi_class="ovr", average="macro")
    yield "kappa", metrics.cohen_kappa_score(y, called)
    yield "quadratic_kappa", metrics.cohen_kappa_score(y, called, weights="quadratic")
    yield "brier", metrics.brier_score_loss(y, p[:, 1] if two else p, scale_by_half=two)
    yield "ece", ece(p[:, 1], y == 1) if two else ece(p.max(axis=1), y == called)
    yield "loss", metrics.log_loss(y, p)


def ece(p, right):
    """scikit-learn has none of several classes."""
    bins = np.searchsorted(np.linspace(0, 1, 11)[1:-1], p)
    return sum(np.sum(bins == b) * abs(p[bins == b].mean() - right[bins == b].mean()) for b in set(bins)) / len(p)


with open(here / "classes.csv", "w") as scores, open(here / "classes-reference.csv", "w") as reference:
    print("case,label,probabilities", file=scores)
    print("case,of,metric,value", file=reference)
    for case, classes, n, rounded in (("two", 2, 30, True), ("three", 3, 60, True), ("five", 5, 50, False)):
        y = rng.integers(0, classes, n)
        p = in_twentieths(near(y, classes)) if rounded else near(y, classes)
        called = p.argmax(axis=1)
        for row, label in zip(p, y):
            print(case, label, " ".join(repr(float(v)) for v in row), sep=",", file=scores)
        for metric, value in measure(y, p, called):
            print(case, "all", metric, repr(float(value)), sep=",", file=reference)
        for c in range(classes):
            for metric, value in measure_class(y, p, called, c):
                print(case, c, metric, repr(float(value)), sep=",", file=reference)
