"""The distribution of what a period still wins: exact for deals that matter, approximated for the many small."""

from dataclasses import dataclass

import numpy as np

SHOCK, NEW_SHOCK, TOGETHER = 0.25, 0.30, 0.5
DRAWS = 10_000
_HEAD, _NODES, _MOST_EXACT = 256, 9, 150.0
_SEED = 20_170_301


@dataclass(frozen=True)
class New:
    """Business not yet created: expected number and money, mean square of an amount, past amounts to draw from."""

    deals: float
    amount: float
    square: float
    amounts: np.ndarray
    weights: np.ndarray


NOTHING_NEW = New(0.0, 0.0, 0.0, np.zeros(0), np.zeros(0))


def simulate(
    chances: np.ndarray, amounts: np.ndarray, spread: float, new: New, *, draws: int = DRAWS, seed: int = 0
) -> np.ndarray:
    """Sums that open deals and new business bring, one per draw; a shock common to all makes them win or lose together.

    chances: of each deal, 0 to 1. amounts: money each. spread: variance of an amount, as a share of its square.
    """
    random = np.random.default_rng([_SEED, seed])
    shock = random.standard_normal(draws)
    own = random.standard_normal(draws)
    noise = random.standard_normal(draws)
    total = np.zeros(draws)
    matters = (chances > 0) & (amounts != 0)
    chances, amounts = chances[matters], amounts[matters]
    if len(chances):
        weight = chances * (1 - chances) * amounts**2
        order = np.argsort(-weight, kind="stable")
        head, tail = order[:_HEAD], order[_HEAD:]
        logit = np.log(chances / np.maximum(1 - chances, 1e-12))
        drawn = random.random((len(head), draws), dtype=np.float32)
        for place, deal in enumerate(head):
            total += amounts[deal] * (drawn[place] < _logistic(logit[deal] + SHOCK * shock))
        if len(tail):
            total += _tail(logit[tail], amounts[tail], shock, random)
        total += noise * np.sqrt(spread * (chances * amounts**2).sum())
    return total + _new(new, shock, own, random)


def moments(chances: np.ndarray, amounts: np.ndarray, spread: float, new: New) -> tuple[float, float]:
    """(variance, the part of it that is the luck of single deals) of what `simulate` draws."""
    luck = float((chances * (1 - chances) * amounts**2 + chances * spread * amounts**2).sum()) + new.deals * new.square
    common = SHOCK * float((chances * (1 - chances) * amounts).sum()) + TOGETHER * NEW_SHOCK * new.amount
    return luck + common**2 + (1 - TOGETHER**2) * (NEW_SHOCK * new.amount) ** 2, luck


def _logistic(values: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-values))


def _tail(logit: np.ndarray, amounts: np.ndarray, shock: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """The sum of many small deals: a gamma of their mean and variance at each shock."""
    nodes = np.linspace(-4, 4, _NODES)
    chances = [_logistic(logit + SHOCK * node) for node in nodes]
    mean = np.interp(shock, nodes, [float((p * amounts).sum()) for p in chances])
    variance = np.interp(shock, nodes, [float((p * (1 - p) * amounts**2).sum()) for p in chances])
    return _gamma(mean, variance, random)


def _gamma(mean: np.ndarray, variance: np.ndarray, random: np.random.Generator) -> np.ndarray:
    some = (mean > 0) & (variance > 0)
    shape = np.where(some, mean**2 / np.where(some, variance, 1), 1)
    return np.where(some, random.standard_gamma(shape) * variance / np.where(some, mean, 1), mean)


def _new(new: New, shock: np.ndarray, own: np.ndarray, random: np.random.Generator) -> np.ndarray:
    if new.deals <= 0 or not len(new.amounts):
        return np.zeros(len(shock))
    together = TOGETHER * shock + np.sqrt(1 - TOGETHER**2) * own
    level = np.exp(NEW_SHOCK * together - NEW_SHOCK**2 / 2)
    if new.deals > _MOST_EXACT:
        return _gamma(new.amount * level, new.deals * new.square * level, random)
    count = random.poisson(new.deals * level)
    drawn = random.choice(new.amounts, size=int(count.sum()), p=new.weights)
    usual = float((new.amounts * new.weights).sum())
    bounds = np.concatenate([[0.0], np.cumsum(drawn)])
    ends = np.cumsum(count)
    summed = bounds[ends] - bounds[ends - count]
    return summed * (new.amount / new.deals / usual) if usual > 0 else summed
