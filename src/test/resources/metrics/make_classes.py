"""Makes the files named classes* beside this file: pip install scikit-learn==1.9.1 scipy==1.17.1 numpy==2.4.6.

classes.csv, classes-reference.csv: images of two, three and five classes, and scikit-learn's metrics of all classes and of each
against the rest ("all", "0", "1" ...).
classes-clustered.csv, classes-intervals.csv: images of studies of patients, scored by two networks of each of two arms; their
metrics, differences and intervals.
"""

import functools
import pathlib
import types

import numpy as np
from scipy import stats
from sklearn import metrics

here = pathlib.Path(__file__).parent
rng = np.random.default_rng(20261127)


def near(y, classes, noise=1.2):
    """Probabilities that are high near the true class, as of stages."""
    far = np.abs(np.arange(classes) - y[:, None]) + rng.normal(0, noise, (len(y), classes))
    return np.exp(-far) / np.exp(-far).sum(axis=1, keepdims=True)


def in_twentieths(p):
    """Ties within and between images, and values on bin edges, but no 0."""
    left = 20 - p.shape[1]
    return np.array([rng.multinomial(left, row) + 1 for row in p]) / 20


def measure_class(y, p, called, c):
    tn, fp, fn, tp = metrics.confusion_matrix(y == c, called == c, labels=[False, True]).ravel()
    yield from {"tp": tp, "fp": fp, "tn": tn, "fn": fn}.items()
    yield "accuracy", metrics.accuracy_score(y == c, called == c)
    yield "sensitivity", metrics.recall_score(y == c, called == c, zero_division=np.nan)
    yield "specificity", metrics.recall_score(y == c, called == c, pos_label=False)
    yield "auroc", metrics.roc_auc_score(y == c, p[:, c]) if tp + fn else np.nan
    yield "kappa", metrics.cohen_kappa_score(y == c, called == c)
    yield "brier", metrics.brier_score_loss(y == c, p[:, c])
    yield "ece", ece(p[:, c], y == c)


def measure(y, p, called):
    classes = p.shape[1]
    labels = range(classes)
    table = metrics.confusion_matrix(y, called, labels=labels)
    for truth in range(classes):
        for call in range(classes):
            yield f"confusion {truth} {call}", table[truth, call]
    two = classes == 2
    yield "accuracy", metrics.accuracy_score(y, called)
    yield "balanced_accuracy", metrics.balanced_accuracy_score(y, called)
    defined = len(set(y)) == classes
    yield "auroc", metrics.roc_auc_score(y, p[:, 1] if two else p, multi_class="ovr", average="macro") if defined else np.nan
    yield "kappa", metrics.cohen_kappa_score(y, called)
    yield "quadratic_kappa", metrics.cohen_kappa_score(y, called, weights="quadratic", labels=labels)
    yield "brier", metrics.brier_score_loss(y, p[:, 1] if two else p, labels=labels, scale_by_half=two)
    yield "ece", ece(p[:, 1], y == 1) if two else ece(p.max(axis=1), y == called)
    yield "loss", metrics.log_loss(y, p, labels=labels)


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


RESAMPLES, SEED, PATIENTS, CLASSES = 200, 11, 24, 3
BITS, GAMMA, PRIME = 2**64 - 1, 0x9E3779B97F4A7C15, 0x100000001B3
# Each arm's noise in probabilities.
ARMS, SEEDS = {"continue": 1.2, "apga": 0.7}, range(2)


def mixed(z):
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9 & BITS
    z = (z ^ z >> 27) * 0x94D049BB133111EB & BITS
    return z ^ z >> 31


def hashed(text):
    return functools.reduce(lambda h, b: (h ^ b) * PRIME & BITS, text.encode(), 0xCBF29CE484222325)


def drawn(count, purpose, *indices):
    """As many numbers below `count`, by the generator of org.apga.random.RandomStream."""
    state = mixed(hashed(purpose) ^ mixed(SEED + GAMMA))
    for index in indices:
        state = mixed(state * PRIME + index + GAMMA & BITS)
    return [int((mixed(state + i * GAMMA & BITS) >> 11) * 2.0**-53 * count) for i in range(1, count + 1)]


rng = np.random.default_rng(20261128)
rows = []
for patient in range(PATIENTS):
    for study in range(rng.integers(1, 3)):
        # So few patients have the last class that some resamples lack it.
        label = 2 if patient % 6 == 5 else rng.integers(0, 2)
        rows += [(label, f"p{patient:02}s{study}", patient)] * rng.integers(1, 4)
labels, studies, patients = map(np.array, zip(*rows))
scores = {(arm, seed): in_twentieths(near(labels, CLASSES, noise)) for arm, noise in ARMS.items() for seed in SEEDS}
everyone = tuple(range(PATIENTS))
resamples = [tuple(drawn(PATIENTS, "BOOTSTRAP", hashed("elbow"), hashed("test"), i)) for i in range(RESAMPLES)]
drawn_seeds = [drawn(len(SEEDS), "SEED_BOOTSTRAP", len(SEEDS), i) for i in range(RESAMPLES)]


def by_study(values):
    return np.array([values[studies == study].mean(axis=0) for study in dict.fromkeys(studies)])


study_labels, study_patients = by_study(labels).astype(int), by_study(patients)
study_scores = {network: by_study(p) for network, p in scores.items()}


@functools.cache
def figures(network, ids):
    """A network's figures on the images and studies of patients, each of whom may be listed several times."""
    at = np.concatenate([np.flatnonzero(patients == patient) for patient in ids])
    y, p = labels[at], scores[network][at]
    called = p.argmax(axis=1)
    named = {f"all {metric}": value for metric, value in measure(y, p, called) if "confusion" not in metric}
    for c in range(CLASSES):
        for metric, value in measure_class(y, p, called, c):
            if metric in ("sensitivity", "specificity", "auroc"):
                named[f"{c} {metric}"] = value
        for call in range(CLASSES):
            named[f"{c} called {call}"] = np.mean(called[y == c] == call) if c in y else np.nan
    at = np.concatenate([np.flatnonzero(study_patients == patient) for patient in ids])
    y, p = study_labels[at], study_scores[network][at]
    for metric, value in measure(y, p, p.argmax(axis=1)):
        named[f"study {metric}"] = value
    # scipy takes figures that differ by rounding alone for different, and so loses those that tie with the estimate.
    return {name: round(float(value), 12) for name, value in named.items()}


def estimate(network, name):
    return figures(network, everyone)[name]


def replicates(network, name):
    return np.array([figures(network, ids)[name] for ids in resamples])


def over_seeds(values):
    """In each resample, the mean over the drawn seeds of their values on the drawn patients."""
    return np.array([np.mean([values[seed][i] for seed in drawn_seeds[i]]) for i in range(RESAMPLES)])


def defined(values):
    known = values[~np.isnan(values)]
    assert len(known) >= 0.95 * RESAMPLES
    return known


def exact(name, share):
    """Clopper and Pearson's interval of a share that no resample changes, over the patients with images that it is about."""
    of, figure = name.split(" ", 1)
    about = labels >= 0 if of == "all" else labels != int(of) if figure == "specificity" else labels == int(of)
    count = len(set(patients[about]))
    return stats.binomtest(round(share * count), count).proportion_ci(0.95, "exact")


def percentiles(name, mean, values):
    values = defined(values)
    return np.quantile(values, (0.025, 0.975)) if np.ptp(values) > 1e-9 else exact(name, mean)


def bca(name, network):
    values = defined(replicates(network, name))
    if name == "all ece":
        # Reversed percentiles of the square, which scipy does not have: docs/decisions/0017.
        return np.sqrt(np.maximum(0, 2 * estimate(network, name) ** 2 - np.quantile(values, (0.975, 0.025)) ** 2))
    if np.ptp(values) == 0:
        return exact(name, estimate(network, name))
    return stats.bootstrap(
        (np.array(everyone),), lambda ids: figures(network, tuple(map(int, ids)))[name], vectorized=False,
        n_resamples=0, bootstrap_result=types.SimpleNamespace(bootstrap_distribution=values), method="BCa",
    ).confidence_interval


with open(here / "classes-clustered.csv", "w") as file:
    print("label,study,patient", *(f"{arm} {seed}" for arm, seed in scores), sep=",", file=file)
    for i, (label, study, patient) in enumerate(rows):
        said = (" ".join(repr(float(v)) for v in p[i]) for p in scores.values())
        print(label, study, f"p{patient:02}", *said, sep=",", file=file)
with open(here / "classes-intervals.csv", "w") as file:
    def line(of, figure, *values):
        print(of, figure, " ".join(f"{float(v):.12g}" for v in values), sep=",", file=file)

    names = [name for name in figures(("apga", 0), everyone) if "study" not in name]
    print("of,figure,values", file=file)
    for arm in ARMS:
        for name in names:
            for seed in SEEDS:
                if "called" not in name:
                    line(f"{arm} {seed}", name, estimate((arm, seed), name), *bca(name, (arm, seed)))
            if name != "all ece":
                mean = np.mean([estimate((arm, seed), name) for seed in SEEDS])
                line(arm, name, *percentiles(name, mean, over_seeds([replicates((arm, seed), name) for seed in SEEDS])))
    for name in ("all accuracy", "all auroc", "study accuracy", "study auroc", "study kappa"):
        measure_name = name.removeprefix("all ").replace(" ", "_")
        gaps = [replicates(("apga", seed), name) - replicates(("continue", seed), name) for seed in SEEDS]
        deltas = [estimate(("apga", seed), name) - estimate(("continue", seed), name) for seed in SEEDS]
        for seed in SEEDS:
            line(f"apga - continue {seed}", measure_name, deltas[seed], *percentiles(name, np.nan, gaps[seed]))
        both = over_seeds(gaps)
        better = np.mean(np.sign(np.round(defined(both), 12)) / 2 + 0.5)
        student = stats.ttest_1samp(deltas, 0).confidence_interval(0.95)
        line("apga - continue", measure_name, np.mean(deltas), *percentiles(name, np.nan, both), *student, better)
    for seed in SEEDS:
        arm, control = (study_scores[of, seed].argmax(axis=1) == study_labels for of in ("apga", "continue"))
        counts = metrics.confusion_matrix(arm, control, labels=[True, False]).ravel()
        line(f"apga - continue {seed}", "studies", *counts, stats.binomtest(counts[1], counts[1] + counts[2]).pvalue)
