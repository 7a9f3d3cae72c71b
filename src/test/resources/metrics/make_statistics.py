"""Makes statistics.csv beside this file: pip install scipy==1.17.1 statsmodels==0.15.0 numpy==2.4.6.

Paired differences, and what scipy and statsmodels say of them. A line: name, what, values separated by blanks.
"""

import pathlib

import numpy as np
from scipy import stats
from statsmodels.stats.multitest import multipletests

here = pathlib.Path(__file__).parent
rng = np.random.default_rng(20260302)
cases = {
    "three": [0.02, 0.013, 0.034],
    # Both signs, a zero, two of one size.
    "ties": [0.02, -0.01, 0.0, 0.03, 0.01, 0.05, -0.04, 0.02],
    "ten": [float(round(v, 4)) for v in rng.normal(0.012, 0.015, 10) + 0.0],
    "skewed": [float(round(v, 4)) for v in rng.exponential(0.02, 25) - 0.012],
}
p_values = [0.004, 0.03, 0.011, 0.9, 0.011, 0.2, 0.06]
tables = [(3, 12), (0, 5), (7, 7), (1, 0), (40, 22)]
# Shares and trials; the last is 3.5 successes.
shares = [(1.0, 23), (0.0, 23), (1.0, 1), (1.0, 160), (0.5, 7)]

with open(here / "statistics.csv", "w") as file:
    def line(name, what, *values):
        print(name, what, " ".join(repr(float(v)) for v in values), sep=",", file=file)

    for name, values in cases.items():
        d = np.array(values)
        line(name, "values", *d)
        line(name, "t", *stats.ttest_1samp(d, 0).confidence_interval(0.95))
        if len(d) <= 20:
            # All 2^n ways to flip the signs.
            test = stats.permutation_test((d,), np.mean, permutation_type="samples", n_resamples=np.inf)
            line(name, "signs", test.pvalue)
            line(name, "ranks", stats.wilcoxon(d, zero_method="wilcox", method=stats.PermutationMethod(n_resamples=np.inf)).pvalue)
        # In whole ten-thousandths, whose sums are exact: scipy takes means that differ by rounding alone for different,
        # and so loses those that tie with the estimate.
        whole = np.round(d * 10_000)
        bca = stats.bootstrap((whole,), np.mean, n_resamples=400_000, method="BCa", rng=np.random.default_rng(7), batch=20_000)
        line(name, "bca", *(end / 10_000 for end in bca.confidence_interval))
    line("holm", "values", *p_values)
    line("holm", "adjusted", *multipletests(p_values, method="holm")[1])
    for one, other in tables:
        line("mcnemar", f"{one} {other}", stats.binomtest(one, one + other).pvalue)
    for share, trials in shares:
        right, wrong = share * trials, trials - share * trials
        low = stats.beta.ppf(0.025, right, wrong + 1) if right else 0
        high = stats.beta.ppf(0.975, right + 1, wrong) if wrong else 1
        if right == int(right):
            np.testing.assert_allclose((low, high), stats.binomtest(int(right), trials).proportion_ci(0.95, "exact"))
        line("exact", f"{share} {trials}", low, high)
