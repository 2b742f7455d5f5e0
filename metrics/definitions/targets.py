"""What was promised: quotas, attainment, forecasts, ramp."""

from metrics.definitions import Measure
from metrics.messages import N_

MEASURES = (
    Measure(
        name="quota",
        label=N_("Quota"),
        unit="money",
        good="none",
        definition=N_("The sum of the reps' quotas for the period."),
        formula=N_("sum of quotas"),
        caveat=N_(
            "Managers' quotas above those of their reps are not added;"
            " a quota that reaches over an edge of the period counts by its days inside it."
        ),
    ),
    Measure(
        name="partial_quotas",
        label=N_("Quotas counted by days"),
        unit="count",
        good="none",
        definition=N_("Quotas that reach over an edge of the period and count by their days inside it."),
        formula=N_("number of such quotas"),
        caveat=N_("Above zero, quota and attainment are estimates: a month is rarely a third of its quarter."),
    ),
    Measure(
        name="quota_attainment",
        label=N_("Quota attainment"),
        unit="ratio",
        good="up",
        definition=N_("What reps with a quota have won, as a share of their quotas. Blank without quotas."),
        formula=N_("sum of won ÷ sum of quota, over the same reps and days"),
        caveat=N_(
            "Never an average of the reps' percentages. A rep without quota is left out, not shown as 0 %;"
            " reps who have left stay in."
        ),
        numerator="won_amount",
        denominator="quota",
        variants=("participation", "commit_attainment", "ramped_attainment"),
    ),
    Measure(
        name="commit_attainment",
        label=N_("Attainment with commit"),
        unit="ratio",
        good="up",
        definition=N_("Attainment if every committed deal due in the period is won."),
        formula=N_("(won + commit) ÷ quota"),
        caveat=N_("Commit is the rep's own word."),
        numerator="won_and_commit_amount",
        denominator="quota",
    ),
    Measure(
        name="participation",
        label=N_("Participation"),
        unit="ratio",
        good="up",
        definition=N_("The share of reps with a quota who have reached it."),
        formula=N_("reps at or above 100 % ÷ reps with a quota"),
        caveat=N_("Low participation with high attainment means that few carry the number."),
        numerator="reps_at_quota",
        denominator="reps_with_quota",
    ),
    Measure(
        name="remaining_quota",
        label=N_("Remaining quota"),
        unit="money",
        good="down",
        definition=N_("What is missing to quota."),
        formula=N_("quota − won amount, at least 0"),
        caveat=N_("Of reps with a quota."),
    ),
    Measure(
        name="forecast_accuracy",
        label=N_("Forecast accuracy"),
        unit="ratio",
        good="down",
        definition=N_("How far frozen forecasts were from what came, by week of the period."),
        formula=N_("WAPE = sum of |forecast − actual| ÷ sum of actual; bias keeps the sign"),
        caveat=N_("Of forecasts as they were given, never as edited later. Read error and bias together."),
        numerator="absolute_error_amount",
        denominator="actual_amount",
        variants=("bias", "hit within ±5 % or ±10 %", "skill against naive baselines", "interval coverage"),
    ),
    Measure(
        name="ramp",
        label=N_("Ramp"),
        unit="ratio",
        good="up",
        definition=N_("What reps won, as a share of quota, by month of tenure."),
        formula=N_("sum of won ÷ sum of quota of the reps in their n-th month"),
        caveat=N_("Reps who have left stay in: dropping them makes every ramp look steep."),
        numerator="attained_amount",
        denominator="quota",
    ),
    Measure(
        name="ramped_quota",
        label=N_("Ramped quota"),
        unit="money",
        good="none",
        definition=N_(
            "Quotas cut to the days that their reps are there, each day by the share that the ramp asks of its month of"
            " tenure."
        ),
        formula=N_("sum over days of quota ÷ days of the quota × share of the month of tenure"),
        caveat=N_(
            "The ramp is the one that was set, else the one measured. Where there is neither, or quotas are lower for"
            " newcomers as they were set, they count by days only. Without a first day of work the whole quota counts."
        ),
    ),
    Measure(
        name="ramped_attainment",
        label=N_("Attainment of ramped quota"),
        unit="ratio",
        good="up",
        definition=N_("What reps with a quota have won, as a share of their ramped quotas."),
        formula=N_("sum of won ÷ sum of ramped quota, over the same reps"),
        caveat=N_("Beside attainment of the quotas as they were set, never in place of it."),
        numerator="attained_amount",
        denominator="ramped_quota",
    ),
)
