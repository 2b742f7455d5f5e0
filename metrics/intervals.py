"""How sure a share is, given how few cases it rests on."""

from math import sqrt

# 97.5 % point of the standard normal distribution.
Z95 = 1.959963984540054


def wilson(successes: float, n: float) -> tuple[float | None, float | None]:
    """95 % score interval of a share (Wilson 1927, JASA 22:209–212); blank without cases."""
    if n <= 0:
        return None, None
    share, z2 = successes / n, Z95 * Z95
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = Z95 / (1 + z2 / n) * sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    # Rounding must not push 0 of n below 0, nor n of n above 1.
    low = 0.0 if successes <= 0 else max(centre - half, 0.0)
    high = 1.0 if successes >= n else min(centre + half, 1.0)
    return low, high
