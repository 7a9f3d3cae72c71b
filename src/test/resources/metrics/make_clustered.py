"""Makes clustered.csv and clustered-reference.csv beside this file: pip install scikit-learn==1.9.1 numpy==2.4.6.

Images of studies of patients; how often each patient counts in three resamples (w0: once each); scikit-learn's metrics of images and
of studies (mean probability) under those weights.
"""

import pathlib

import numpy as np
from sklearn import calibration, metrics

here = pathlib.Path(__file__).parent
rng = np.random.default_rng(20260301)
patients = 24
rows = []
for patient in range(patients):
    counts = (1, rng.poisson(1), rng.poisson(1))
    for study in range(rng.integers(1, 3)):
        label = int(rng.random() < 0.45)
        shift = rng.normal(0, 0.12)
        for _ in range(rng.integers(1, 5)):
            p = float(np.round(np.clip(0.36 + 0.25 * label + shift + rng.normal(0, 0.15), 0.01, 0.99), 2))
            rows.append((p, label, f"p{patient}s{study}", f"p{patient}", *map(int, counts)))


def ece(y, p, w):
    # scikit-learn's calibration_curve takes no weights: images are repeated instead.
    y, p = np.repeat(y, w), np.repeat(p, w)
    share, mean = calibration.calibration_curve(y, p, n_bins=10, strategy="uniform")
    counts = np.bincount(np.searchsorted(np.linspace(0, 1, 11)[1:-1], p))
    return np.sum(counts[counts > 0] * np.abs(share - mean)) / len(y)


def measure(y, p, w):
    called = (p > 0.5).astype(int)
    tn, fp, fn, tp = metrics.confusion_matrix(y, called, sample_weight=w).ravel()
    return {
        "tp": tp, "fp": fp, "tn": tn, "fn": fn,
        "accuracy": metrics.accuracy_score(y, called, sample_weight=w),
        "sensitivity": metrics.recall_score(y, called, sample_weight=w),
        "specificity": metrics.recall_score(y, called, pos_label=0, sample_weight=w),
        "auroc": metrics.roc_auc_score(y, p, sample_weight=w),
        "kappa": metrics.cohen_kappa_score(y, called, sample_weight=w),
        "brier": metrics.brier_score_loss(y, p, sample_weight=w),
        "ece": ece(y, p, w),
        "loss": metrics.log_loss(y, p, sample_weight=w),
    }


with open(here / "clustered.csv", "w") as file:
    print("probability,label,study,patient,w0,w1,w2", file=file)
    for row in rows:
        print(*row, sep=",", file=file)
studies = {}
for row in rows:
    studies.setdefault(row[2], []).append(row)
by_study = [(np.mean([r[0] for r in s]), *s[0][1:]) for s in studies.values()]
with open(here / "clustered-reference.csv", "w") as file:
    print("level,weights,metric,value", file=file)
    for level, of in (("image", rows), ("study", by_study)):
        p = np.array([r[0] for r in of])
        y = np.array([r[1] for r in of])
        for i in range(3):
            for metric, value in measure(y, p, np.array([r[4 + i] for r in of])).items():
                print(f"{level},w{i},{metric},{float(value)!r}", file=file)
