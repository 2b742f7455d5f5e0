"""What a forecast is made from, put together from the answers of queries."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from metrics.forecast import caveats
from metrics.forecast.engine import Fiscal, Origin, Winnings
from metrics.forecast.outlook import Outlook, look
from metrics.forecast.states import Names, States, days_of, read
from metrics.periods import Grain, Period

Ask = Callable[..., pd.DataFrame]
MOST_DEALS = 60_000
ALL = "g"
_HALF_LIFE, _LATELY = 182.0, 730


@dataclass(frozen=True)
class Inputs:
    """States of the deals learned from (a share of all), the open book with what is shown of it, and wins by day.

    undated: how many of the deals learned from were lost nobody wrote down when.
    """

    states: States
    names: Names
    book: States
    shown: pd.DataFrame
    winnings: Winnings
    share: float
    undated: int = 0

    def outlook(self, today: date, fiscal: Fiscal, grain: Grain, periods: list[Period]) -> Outlook:
        """What is expected of periods that are not over at the end of a day."""
        origin = Origin(
            self.states.known(today.toordinal()),
            today.toordinal(),
            fiscal,
            grain,
            share=self.share,
            book=self.book,
            winnings=self.winnings,
        )
        found = look(origin, self.shown, periods)
        return replace(found, warnings=[*found.warnings, *caveats.undated(self.undated)])


def gather(ask: Ask, deals: int) -> Inputs:
    """Put the inputs together. ask: runs a query file by its name, as of the day looked from. deals: how many."""
    share = min(1.0, MOST_DEALS / deals) if deals else 1.0
    below = ALL if share == 1 else f"{int(share * 65536):04x}"
    learned, shown = ask("forecast/states", below=below), ask("forecast/book")
    columns = list(learned.columns)
    # Read together, so that both speak of stages and owners by the same numbers.
    both = pd.concat([learned, shown.assign(is_dated=True)[columns]], ignore_index=True) if len(shown) else learned
    states, names = read(both)
    rows = np.arange(len(both))
    won = ask("forecast/won_by_day", group_by="all")
    return Inputs(
        states=states.of(rows < len(learned)),
        names=names,
        book=states.of(rows >= len(learned)),
        shown=shown.drop(columns=["amount", "since", "kind", "closed_on"]),
        winnings=Winnings(days_of(won["day"]), won["amount"].to_numpy(dtype=float)),
        share=share if share == 1 else int(share * 65536) / 65536,
        undated=int((~learned["is_dated"].astype(bool)).sum()),
    )


def new_shares(won: pd.DataFrame, today: date) -> pd.Series:
    """Share of business not yet created by group, adding up to 1: of what was won lately (half-life 182 days).

    won: rows of forecast/won_by_day.
    """
    age = today.toordinal() - days_of(won["day"])
    weight = np.where((age >= 0) & (age <= _LATELY), 0.5 ** (age / _HALF_LIFE), 0.0)
    value = (won["amount"].astype(float).fillna(0) * weight).groupby(won["group_name"]).sum()
    return value / value.sum() if value.sum() > 0 else value
