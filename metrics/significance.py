"""Whether two shares differ by more than chance, and what remains of that when many are compared."""

from collections.abc import Sequence

from scipy.stats import fisher_exact


def differ(a: int, n: int, b: int, m: int) -> float:
    """How likely shares as far apart as a of n and b of m are by chance: Fisher's exact test, two-sided p value.

    Without cases on one side nothing can be told: 1.
    """
    if not n or not m:
        return 1.0
    return float(fisher_exact([[a, n - a], [b, m - b]]).pvalue)


def holm(p_values: Sequence[float]) -> list[float]:
    """p values adjusted for their number, in their order: Holm (1979), Scandinavian Journal of Statistics 6:65–70."""
    adjusted, worst = [0.0] * len(p_values), 0.0
    for place, index in enumerate(sorted(range(len(p_values)), key=p_values.__getitem__)):
        worst = max(worst, min(1.0, p_values[index] * (len(p_values) - place)))
        adjusted[index] = worst
    return adjusted
