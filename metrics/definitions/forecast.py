"""What is expected of a period, and how good such forecasts have been."""

from metrics.definitions import Measure
from metrics.messages import N_

MEASURES = (
    Measure(
        name="forecast_p50",
        label=N_("Forecast"),
        unit="money",
        good="up",
        definition=N_("What a period closes in all: as likely exceeded as not."),
        formula=N_("middle of 10,000 simulated totals: won so far + open deals + deals not yet created, as adjusted"),
        caveat=N_("Read it with its range. Where the range is wider than the number, only the range is shown."),
    ),
    Measure(
        name="forecast_range",
        label=N_("Range (P10 to P90)"),
        unit="money",
        good="none",
        definition=N_("Eight of ten results are to lie in it: one in ten below, one in ten above."),
        formula=N_("10 % and 90 % points of the simulated totals, widened or narrowed by how earlier ranges held"),
        caveat=N_("Ranges of teams do not add up to the range of the whole: misses cancel out."),
    ),
    Measure(
        name="chance_of_quota",
        label=N_("Chance of the quota"),
        unit="ratio",
        good="up",
        definition=N_("How likely a period reaches its quota."),
        formula=N_("simulated totals at or above the quota ÷ all of them"),
        caveat=N_("Blank without a quota."),
    ),
    Measure(
        name="forecast_new",
        label=N_("Not yet created"),
        unit="money",
        good="none",
        definition=N_("What deals still to be created usually win within the period."),
        formula=N_("expected deals a day × chance to be won in the days left × usual amount"),
        caveat=N_("By the pace of the last weeks: a campaign that begins tomorrow is not in it."),
    ),
    Measure(
        name="forecast_adjustment",
        label=N_("Adjustment"),
        unit="money",
        good="none",
        definition=N_("What the record of earlier forecasts adds to the sum of the deals, or takes from it."),
        formula=N_("blended mean − open deals − deals not yet created"),
        caveat=N_("The weights of model and pace are learned from finished periods only."),
    ),
    Measure(
        name="forecast_concentration",
        label=N_("Concentration"),
        unit="ratio",
        good="down",
        definition=N_("How much of what open deals are expected to bring hangs on the three largest."),
        formula=N_("amount × chance of the three largest ÷ that of all open deals"),
        caveat=N_("Above a third, the forecast is a bet on a few names: look at the deals, not at the mean."),
    ),
    Measure(
        name="forecast_bias",
        label=N_("Bias of forecasts"),
        unit="ratio",
        good="none",
        definition=N_("Whether forecasts were too high (above 0) or too low."),
        formula=N_("sum of (forecast − actual) ÷ sum of actual"),
        caveat=N_("Misses above and below cancel out: read it with the error."),
    ),
    Measure(
        name="forecast_pinball",
        label=N_("Pinball loss"),
        unit="ratio",
        good="down",
        definition=N_("How good number and range are together."),
        formula=N_("mean loss at 10, 50 and 90 % ÷ mean actual"),
        caveat=N_("Only comparable between methods on the same periods."),
    ),
    Measure(
        name="forecast_coverage",
        label=N_("Within the 80 % range"),
        unit="ratio",
        good="none",
        definition=N_("How often the result lay in the range that was to hold eight of ten."),
        formula=N_("results between P10 and P90 ÷ all results"),
        caveat=N_(
            "Much above 80 % the ranges are too wide, much below too narrow. Weeks of a period share one result."
        ),
    ),
    Measure(
        name="forecast_skill",
        label=N_("Skill"),
        unit="ratio",
        good="up",
        definition=N_("How much smaller the error is than that of a simple method."),
        formula=N_("1 − error of the forecast ÷ error of the simple method, where both spoke"),
        caveat=N_("Below 0 the simple method was closer."),
    ),
)
