"""Makes scores.csv and reference.csv beside this file: pip install scikit-learn==1.9.1."""

import pathlib

import numpy as np
from sklearn import calibration, metrics

here = pathlib.Path(__file__).parent
rng = np.random.default_rng(20190924)
cases = {
    # Rounding to two digits makes ties and values on bin edges.
    "ties": (rng.integers(0, 2, 60), lambda y: np.round(np.clip(rng.normal(0.35 + 0.3 * y, 0.25), 0.01, 0.99), 2)),
    "smooth": (rng.integers(0, 2, 200), lambda y: 1 / (1 + np.exp(-rng.normal(2 * y - 1, 1.5)))),
    "rare": ((np.arange(80) < 5).astype(int), lambda y: np.clip(rng.beta(1 + y, 3), 1e-3, 1 - 1e-3)),
}
with open(here / "scores.csv", "w") as scores, open(here / "reference.csv", "w") as reference:
    print("case,probability,label", file=scores)
    print("case,metric,value", file=reference)
    for case, (y, draw) in cases.items():
        p = draw(y)
        for one, label in zip(p, y):
            print(f"{case},{float(one)!r},{label}", file=scores)
        called = (p > 0.5).astype(int)
        tn, fp, fn, tp = metrics.confusion_matrix(y, called).ravel()
        share, mean = calibration.calibration_curve(y, p, n_bins=10, strategy="uniform")
        # calibration_curve drops empty bins and their counts; the counts come from its own rule.
        bins = np.searchsorted(np.linspace(0, 1, 11)[1:-1], p)
        counts = np.bincount(bins)
        ece = np.sum(counts[counts > 0] * np.abs(share - mean)) / len(y)
        for metric, value in {
            "tp": tp, "fp": fp, "tn": tn, "fn": fn,
            "accuracy": metrics.accuracy_score(y, called),
            "sensitivity": metrics.recall_score(y, called),
            "specificity": metrics.recall_score(y, called, pos_label=0),
            "auroc": metrics.roc_auc_score(y, p),
            "kappa": metrics.cohen_kappa_score(y, called),
            "brier": metrics.brier_score_loss(y, p),
            "ece": ece,
            "meanCrossEntropy": metrics.log_loss(y, p),
        }.items():
            print(f"{case},{metric},{float(value)!r}", file=reference)
