"""The forecast: the number, its range, and its record. Pure: frames and days in, frames and numbers out.

Method: a model of the open deals and of business not yet created, blended with
the historical pace by the record of both in finished periods.
"""

from metrics.forecast.backtest import OURS, Record, backtest
from metrics.forecast.engine import Fiscal, Origin
from metrics.forecast.explanation import Reason
from metrics.forecast.inputs import Inputs, gather, new_shares
from metrics.forecast.outlook import Outlook, PeriodOutlook, Warned, look, narrow
from metrics.forecast.states import Names, States, read

__all__ = [
    "OURS",
    "Fiscal",
    "Inputs",
    "Names",
    "Origin",
    "Outlook",
    "PeriodOutlook",
    "Reason",
    "Record",
    "States",
    "Warned",
    "backtest",
    "gather",
    "look",
    "narrow",
    "new_shares",
    "read",
]
