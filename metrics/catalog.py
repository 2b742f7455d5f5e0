"""Every measure: what it is called, what it means, how it is computed, what makes it wrong.

The one source of help texts; pages translate them. Definitions follow the
standard terms of sales operations.
"""

from dataclasses import dataclass
from typing import Literal

from metrics.values import Unit

Direction = Literal["up", "down", "none"]


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure, defined once.

    good: the direction that is better ("none" where neither is by itself).
    formula: numerator ÷ denominator in words. caveat: what to mind when reading it.
    """

    name: str
    label: str
    unit: Unit
    good: Direction
    definition: str
    formula: str
    caveat: str


_ALL = (
    Measure(
        "won_amount", "Bookings", "money", "up",
        "The amount of the deals won in the period, by closing day, in the organisation's currency.",
        "sum of the amounts of won deals",
        "Won deals without an amount are counted apart; they add nothing.",
    ),
    Measure(
        "won_deals", "Won deals", "deals", "up",
        "Deals won in the period, by closing day.", "number of won deals", "The state comes from the stage's kind, not from its label.",
    ),
    Measure(
        "lost_deals", "Lost deals", "deals", "down",
        "Deals lost in the period, by closing day.", "number of lost deals", "Deals that were never closed are not lost, only old.",
    ),
    Measure(
        "decided_deals", "Decided deals", "deals", "none",
        "Deals won or lost in the period.", "won deals + lost deals", "Open deals are not in it.",
    ),
    Measure(
        "won_deals_without_amount", "Won without amount", "deals", "down",
        "Won deals whose amount is missing or could not be converted.", "number of won deals without amount", "They make bookings too small.",
    ),
    Measure(
        "win_rate", "Win rate", "ratio", "up",
        "Of the deals decided in the period, the share that was won. Blank when nothing was decided.",
        "won deals ÷ (won + lost deals), by closing day",
        "Read it with its 95 % interval (Wilson): few deals say little. Open deals are not in it.",
    ),
    Measure(
        "win_rate_amount", "Win rate by amount", "ratio", "up",
        "Of the money decided in the period, the share that was won.",
        "won amount ÷ (won + lost amount)", "One large deal can move it; deals without amount are left out.",
    ),
    Measure(
        "win_rate_cohort", "Win rate of the cohort", "ratio", "up",
        "Of all deals created in the period, the share that has been won so far.",
        "won deals ÷ all deals created in the period",
        "Young cohorts are still undecided: read it with the share that is decided.",
    ),
    Measure(
        "cohort_decided", "Cohort decided", "ratio", "none",
        "Of all deals created in the period, the share that is won or lost by now.",
        "(won + lost) ÷ created", "Below 100 % the cohort's win rate will still rise.",
    ),
    Measure(
        "deal_size_mean", "Deal size", "money", "up",
        "The average amount of the deals won in the period.", "won amount ÷ won deals with an amount",
        "A few large deals lift it: read it beside the median.",
    ),
    Measure(
        "deal_size_median", "Median deal size", "money", "up",
        "Half of the won deals are larger, half are smaller.", "median of the amounts of won deals", "Says nothing about the largest deals.",
    ),
    Measure(
        "deal_size_top_tenth_share", "Share of the top tenth", "ratio", "none",
        "The share of won money that the largest tenth of the won deals holds.", "amount of the largest tenth ÷ won amount",
        "A high share means that few deals decide the period.",
    ),
    Measure(
        "sales_cycle_median_days", "Sales cycle", "days", "down",
        "Half of the won deals took longer from creation to closing, half were quicker.",
        "median of (closing day − creation day) of won deals",
        "Of won deals only. Deals closed before they were created are reported, not averaged; imported creation dates make it meaningless.",
    ),
    Measure(
        "sales_cycle_mean_days", "Mean sales cycle", "days", "down",
        "The average number of days from creation to closing of won deals.", "sum of cycle days ÷ won deals with both dates",
        "A few very old deals lift it.",
    ),
    Measure(
        "sales_cycle_p25_days", "Quick quarter of cycles", "days", "down",
        "A quarter of the won deals closed in at most this many days.", "25th percentile of cycle days", "Of won deals only.",
    ),
    Measure(
        "sales_cycle_p75_days", "Slow quarter of cycles", "days", "down",
        "A quarter of the won deals took at least this many days.", "75th percentile of cycle days", "Of won deals only.",
    ),
    Measure(
        "sales_cycle_p90_days", "Slowest tenth of cycles", "days", "down",
        "A tenth of the won deals took at least this many days.", "90th percentile of cycle days", "Of won deals only.",
    ),
    Measure(
        "negative_cycles", "Closed before created", "deals", "down",
        "Deals whose closing day lies before their creation day.", "number of such deals", "A finding about the data; they are in no average.",
    ),
    Measure(
        "open_deals", "Open deals", "deals", "none", "Deals that are neither won nor lost.", "number of open deals", "Includes deals without a close date.",
    ),
    Measure(
        "open_amount", "Open pipeline", "money", "up", "The amount of all open deals.", "sum of the amounts of open deals", "Not weighted by any chance of winning.",
    ),
    Measure(
        "due_deals", "Deals due", "deals", "none", "Open deals whose close date lies in the period.", "number of open deals due", "Close dates are plans.",
    ),
    Measure(
        "due_amount", "Pipeline due", "money", "up",
        "The amount of the open deals whose close date lies in the period.", "sum of the amounts of open deals due", "Close dates are plans, and past ones are still in it.",
    ),
    Measure(
        "weighted_pipeline", "Weighted pipeline", "money", "up",
        "The amount of the open deals due in the period, each weighted by its probability of winning.",
        "sum of amount × probability of open deals due",
        "Uses the CRM's probabilities, of the deal or else of its stage. It is no forecast and no profit.",
    ),
    Measure(
        "overdue_deals", "Past close date", "deals", "down",
        "Open deals due in the period whose close date has passed.", "number of such deals", "Their close dates need to be set anew.",
    ),
    Measure(
        "overdue_amount", "Amount past close date", "money", "down",
        "The amount of open deals due in the period whose close date has passed.", "sum of their amounts", "It is in the pipeline due as well.",
    ),
    Measure(
        "coverage", "Coverage", "multiple", "up",
        "How many times the open deals due in the period would fill what is missing to quota. Blank without a quota, and when the quota is reached.",
        "open amount due ÷ (quota − won amount), of reps with a quota",
        "What is enough depends on the win rate: needed are 1 ÷ win rate by amount.",
    ),
    Measure(
        "coverage_needed", "Coverage needed", "multiple", "none",
        "How many times the missing amount must be open, at the present win rate.", "1 ÷ win rate by amount", "A fixed 3× is right only at a win rate of a third.",
    ),
    Measure(
        "remaining_quota", "Remaining quota", "money", "down",
        "What is missing to quota.", "quota − won amount, at least 0", "Of reps with a quota.",
    ),
    Measure(
        "quota", "Quota", "money", "none",
        "The sum of the reps' quotas for the period.", "sum of quotas",
        "Managers' quotas above those of their reps are not added; a quota of a longer period counts by its days.",
    ),
    Measure(
        "quota_attainment", "Quota attainment", "ratio", "up",
        "What reps with a quota have won, as a share of their quotas.", "sum of won ÷ sum of quota, over the same reps",
        "Never an average of the reps' percentages. A rep without quota is left out, not shown as 0 %.",
    ),
    Measure(
        "commit_attainment", "Attainment with commit", "ratio", "up",
        "Attainment if every committed deal due in the period is won.", "(won + commit) ÷ quota", "Commit is the rep's own word.",
    ),
    Measure(
        "participation", "Participation", "ratio", "up",
        "The share of reps with a quota who have reached it.", "reps at or above 100 % ÷ reps with a quota", "Low participation with high attainment means that few carry the number.",
    ),
    Measure(
        "created_deals", "Deals created", "deals", "up", "Deals created in the period.", "number of deals created", "Deals created on one day by a migration count too; see the findings.",
    ),
    Measure(
        "pipeline_created", "Pipeline created", "money", "up",
        "The amount that the deals created in the period had when it was first known.", "sum of the first known amounts", "Not today's amount.",
    ),
    Measure(
        "velocity", "Pipeline velocity", "money_per_day", "up",
        "What the pipeline yields per day at the present win rate, deal size and cycle.",
        "(decided + due deals) × win rate × deal size ÷ sales cycle",
        "Velocities of segments do not add up.",
    ),
    Measure(
        "selling_time", "Selling time", "ratio", "up",
        "Minutes of customer-facing activity as a share of working time.", "sum of customer-facing minutes ÷ capacity",
        "Only where durations are logged; counts of activities are not time.",
    ),
    Measure(
        "speed_to_lead", "Speed to lead", "days", "down",
        "From a lead's creation to our first real contact.", "median over all leads, the unanswered counted as never", "Automatic replies are no contact.",
    ),
    Measure(
        "lead_reply_time", "Lead reply time", "days", "down",
        "From our proposal to the lead's reply.", "median over all leads asked, the silent counted as never", "Another measure than speed to lead.",
    ),
    Measure(
        "pipeline_yield", "Pipeline yield", "ratio", "up",
        "How much of the money that was open or created has been won.", "won amount ÷ (open at start + created in the period)", "One of three readings of pipeline efficiency.",
    ),
    Measure(
        "pipeline_hygiene", "Pipeline hygiene", "ratio", "up",
        "The share of open deals that are well kept: next step, future close date, recent activity, normal stage age.",
        "well-kept open deals ÷ open deals", "Says how far the other numbers can be trusted.",
    ),
    Measure(
        "forecast_accuracy", "Forecast accuracy", "ratio", "up",
        "How far frozen forecasts were from what came, by week of the period.", "WAPE = sum of |forecast − actual| ÷ sum of actual; bias keeps its sign",
        "Of forecasts as they were given, never as edited later.",
    ),
    Measure(
        "prospect_meetings", "Prospect meetings", "deals", "none",
        "Meetings with prospects that were held.", "number of held external meetings", "Booked is not held; more is better only with the meetings each win took.",
    ),
    Measure(
        "stage_conversion", "Stage conversion", "ratio", "up",
        "Of the deals that entered a stage, the share that later entered any later one, won included.",
        "deals that advanced ÷ deals that entered", "Lost deals stay in the stages they passed; young entries are undecided.",
    ),
    Measure(
        "time_in_stage", "Time in stage", "days", "down",
        "How long half of the stays in a stage last.", "Kaplan–Meier median of the stays, running ones censored", "Averaging finished stays only would make it too short.",
    ),
    Measure(
        "slip_rate", "Slip rate", "ratio", "down",
        "The share of deals due in a period that left it open.", "deals still open at its end ÷ deals due in it", "Not every edit of a close date is a push.",
    ),
    Measure(
        "gross_retention", "Gross revenue retention", "ratio", "up",
        "What remains of last year's recurring revenue, without expansion.", "(start − contraction − churn) ÷ start", "Never above 100 %; read with net retention.",
    ),
    Measure(
        "net_retention", "Net revenue retention", "ratio", "up",
        "What last year's customers pay now, expansion included.", "(start − contraction − churn + expansion) ÷ start", "New customers are not in it.",
    ),
    Measure(
        "price_realisation", "Price realisation", "ratio", "up",
        "What is paid, as a share of list price.", "net amount ÷ list amount", "Not an average of discounts.",
    ),
)

MEASURES = {measure.name: measure for measure in _ALL}
