"""One number from several experts, with weights, bias and range learned from finished periods only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import exp, log, sqrt

import numpy as np
from scipy import stats

BLEND = "blend"

_USUAL_MISS, _LEAN, _AGEING, _TOGETHER = 0.3, 4.0, 0.75, 0.8
_LEAST_SHARE, _MOST_BIAS, _LEAST_SCALE = 0.1, 0.6, 0.6
_LEAST_VARIANCE = 0.7
_LEAST_PERIODS, _SURE, _MUCH = 6, 0.05, 0.8


@dataclass(frozen=True)
class Guess:
    """What each expert says a period still wins; variance: of the pipeline's simulation, process: its luck alone.

    baselines: what simple methods say.
    """

    experts: Mapping[str, float]
    variance: float
    process: float
    baselines: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Blended:
    """What is still won: mean and standard deviation; each expert's share; the factor the pipeline was corrected by.

    method: "blend", or the baseline that has been closer in so many finished periods and speaks in its place.
    """

    mean: float
    sd: float
    shares: dict[str, float]
    bias: float
    scale: float
    method: str = BLEND
    periods: int = 0


def blend(now: Guess, past: Sequence[tuple[Guess, float]]) -> Blended:
    """Blend the experts; where a baseline has been closer by more than chance, it speaks instead.

    past: what was guessed at the same day of finished periods and what came, oldest first.
    """
    seen: list[tuple[Guess, float]] = []
    squares: list[float] = []
    misses: list[float] = []
    for guess, came in past:
        then = _blend(guess, seen, squares)
        squares.append(min(((came - then.mean) / (then.sd / then.scale)) ** 2, 9.0) if then.sd > 0 else 1.0)
        misses.append(abs(came - then.mean))
        seen.append((guess, came))
    found = _blend(now, seen, squares)
    better = _better(now, past, misses)
    if better is None:
        return found
    said = now.baselines[better]
    pairs = [(guess.baselines[better], came) for guess, came in past if better in guess.baselines]
    sd = sqrt(_missed(said, pairs))
    return replace(found, mean=said, sd=sd, shares={better: 1.0}, method=better, periods=len(pairs))


def _better(now: Guess, past: Sequence[tuple[Guess, float]], misses: Sequence[float]) -> str | None:
    """The baseline that has missed least, if by a fifth less than the blend and by more than chance; else None.

    Paired one-sided t-test over finished periods at 5 %, shared among the baselines tried (Bonferroni).
    """
    found: dict[str, float] = {}
    for name in now.baselines:
        pairs = [
            (abs(came - guess.baselines[name]), ours)
            for (guess, came), ours in zip(past, misses, strict=True)
            if name in guess.baselines
        ]
        if len(pairs) < _LEAST_PERIODS:
            continue
        theirs, ours = np.array(pairs).T
        gain = ours - theirs
        error = gain.std(ddof=1) / sqrt(len(gain))
        chance = stats.t.sf(gain.mean() / error, len(gain) - 1) if error > 0 else float(gain.mean() <= 0)
        if chance * len(now.baselines) < _SURE and theirs.sum() <= _MUCH * ours.sum():
            found[name] = float(theirs.mean())
    return min(found, key=found.__getitem__) if found else None


def _blend(now: Guess, past: Sequence[tuple[Guess, float]], squares: Sequence[float]) -> Blended:
    bias = _bias(past)
    said = {name: value * (bias if name == "pipeline" else 1.0) for name, value in now.experts.items()}
    variances = {name: _variance(name, said[name], now, past, bias) for name in said}
    shares = _shares(variances)
    mean = sum(shares[name] * said[name] for name in said)
    sds = {name: shares[name] * sqrt(variances[name]) for name in said}
    variance = sum((1.0 if one == other else _TOGETHER) * sds[one] * sds[other] for one in sds for other in sds)
    pipeline = shares.get("pipeline", 1.0)
    spread = sum(shares[name] * (said[name] - mean) ** 2 for name in said)
    floor = max(_LEAST_VARIANCE * pipeline * variances.get("pipeline", 0.0), now.process)
    scale = sqrt((_LEAN * 1.2 + sum(squares)) / (_LEAN + len(squares)))
    scale = max(scale, _LEAST_SCALE)
    return Blended(mean, scale * sqrt(max(variance, floor) + spread), shares, bias, scale)


def _bias(past: Sequence[tuple[Guess, float]]) -> float:
    """What the pipeline's guesses were too small by; an unlikely or uncertain guess says little."""
    summed, weights = 0.0, _LEAN
    for age, (guess, came) in enumerate(reversed(past)):
        said = guess.experts["pipeline"]
        if said <= 0:
            continue
        weight = _AGEING**age * said**2 / (said**2 + guess.variance)
        summed += weight * log(max(came, said * 0.1) / said)
        weights += weight
    return exp(min(max(summed / weights, -_MOST_BIAS), _MOST_BIAS))


def _variance(name: str, said: float, now: Guess, past: Sequence[tuple[Guess, float]], bias: float) -> float:
    """How far an expert is usually off, squared: its own past misses beside what one expects without any."""
    if name != "pipeline":
        return _missed(said, [(guess.experts[name], came) for guess, came in past if name in guess.experts])
    total, count = _LEAN, _LEAN
    for guess, came in past:
        if guess.variance > 0:
            # The pipeline is judged as it would be corrected now.
            total += (came - bias * guess.experts[name]) ** 2 / guess.variance
            count += 1
    return now.variance * max(total / count, _LEAST_VARIANCE)


def _missed(said: float, past: Sequence[tuple[float, float]]) -> float:
    """The squared miss to expect of what is said, from (said, came) before, beside the usual miss without any."""
    total, count = _LEAN, _LEAN
    for then, came in past:
        if then > 0:
            total += (came - then) ** 2 / (_USUAL_MISS * then) ** 2
            count += 1
    return (_USUAL_MISS * said) ** 2 * total / count


def _shares(variances: Mapping[str, float]) -> dict[str, float]:
    if len(variances) == 1:
        return dict.fromkeys(variances, 1.0)
    if min(variances.values()) <= 0:
        return {name: 1.0 / len(variances) for name in variances}
    trust = {name: 1 / variance for name, variance in variances.items()}
    total = sum(trust.values())
    bounded = {name: min(max(value / total, _LEAST_SHARE), 1 - _LEAST_SHARE) for name, value in trust.items()}
    return {name: value / sum(bounded.values()) for name, value in bounded.items()}
