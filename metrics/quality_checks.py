"""The checks of the data: what each looks at, by which rule, who mends it, and which measures it distorts."""

from dataclasses import dataclass
from typing import Literal

from metrics.messages import N_

Kind = Literal["deals", "accounts", "leads", "activities"]


@dataclass(frozen=True, slots=True)
class Limits:
    """Every threshold of the checks.

    idle_days: an open deal this old should have an activity. longest_minutes: a longer call or meeting is no duration.
    mass_least, mass_factor: see `mass_days`. least_probability: below it a chance is likely a share read as per cent.
    alike_deals: so many open deals in several stages with one probability say that nobody keeps it. twin_days: deals
    further apart are two. typo_letters: shorter names with a letter's difference are two.
    """

    idle_days: int = 14
    longest_minutes: int = 720
    mass_least: int = 20
    mass_factor: int = 5
    least_probability: float = 0.01
    alike_deals: int = 10
    twin_days: int = 30
    typo_letters: int = 8


LIMITS = Limits()
# The thresholds as the rules of the checks name them.
STATED = {
    "idle_days": LIMITS.idle_days,
    "mass_least": LIMITS.mass_least,
    "mass_factor": LIMITS.mass_factor,
    "alike_deals": LIMITS.alike_deals,
    "twin_days": LIMITS.twin_days,
    "typo_letters": LIMITS.typo_letters,
    "longest_hours": LIMITS.longest_minutes // 60,
    "least_percent": round(100 * LIMITS.least_probability),
}


@dataclass(frozen=True, slots=True)
class Check:
    """One check: what it looks at, texts in English to be translated, and the measures it distorts, by name.

    rule: its fields are those of STATED.
    """

    code: str
    kind: Kind
    label: str
    rule: str
    mend: str
    distorts: tuple[str, ...]


_ALL = (
    Check(
        "missing_amount",
        "deals",
        N_("Amount missing"),
        N_("The amount is blank; of open and won deals also zero. Looked at: all deals."),
        N_("The owner enters the amount in the CRM."),
        ("weighted_pipeline", "coverage", "deal_size_mean", "won_amount", "win_rate_amount"),
    ),
    Check(
        "close_date",
        "deals",
        N_("Close date past or absent"),
        N_(
            "An open deal without a close date, or with one before the day of the data; a decided deal without the day"
            " it was decided. Looked at: all deals."
        ),
        N_("The owner sets a date they believe in, or closes the deal."),
        ("weighted_pipeline", "coverage", "pipeline_hygiene", "forecast_accuracy", "win_rate"),
    ),
    Check(
        "owner_gone",
        "deals",
        N_("Owner gone or unknown"),
        N_(
            "An open deal whose owner has left, is not in the list of people, or is blank. Where no list of people was"
            " imported, only blank owners are found. Looked at: open deals."
        ),
        N_("The manager gives the deal to somebody; whoever keeps the list of people adds who is missing."),
        ("quota_attainment", "coverage", "velocity"),
    ),
    Check(
        "stage_unknown",
        "deals",
        N_("Stage unknown"),
        N_(
            "The stage is blank, or nothing tells whether it means open, won or lost: it counts as open until somebody"
            " says so. Looked at: all deals."
        ),
        N_("The analyst says what the stage means on the next import; a blank stage is filled in the CRM."),
        ("win_rate", "stage_conversion", "weighted_pipeline", "won_amount"),
    ),
    Check(
        "cycle",
        "deals",
        N_("Cycle zero or negative"),
        N_(
            "A won deal that was closed on the day it was created or before, or a lost one that was closed before it"
            " was created. Looked at: decided deals with both days."
        ),
        N_("The owner corrects the creation or closing day; deals entered after the fact need their real beginning."),
        ("sales_cycle_median_days", "sales_cycle_mean_days", "velocity"),
    ),
    Check(
        "currency",
        "deals",
        N_("Currency missing or without a rate"),
        N_(
            "The amount has no currency while other deals have one (it is then taken as the organisation's), or there"
            " is no exchange rate for its currency (it is then left out, never taken 1 to 1)."
            " Looked at: deals with an amount."
        ),
        N_("The analyst imports the missing rates; the owner chooses the deal's currency."),
        ("won_amount", "weighted_pipeline", "deal_size_mean", "quota_attainment"),
    ),
    Check(
        "duplicate_deals",
        "deals",
        N_("Duplicate deals"),
        N_(
            "Another deal of the same account has the same name once case, width, punctuation and word order are"
            " folded, or one wrong letter; created within {twin_days} days, amounts within a tenth. Deals without a"
            " name must agree in product, amount, owner and creation day. Looked at: all deals."
        ),
        N_("The owners agree which one stays; the others are merged or deleted in the CRM."),
        ("weighted_pipeline", "win_rate", "pipeline_created", "coverage"),
    ),
    Check(
        "mass_created",
        "deals",
        N_("Created en masse"),
        N_(
            "Created on a day with at least {mass_least} new deals and more than {mass_factor} times what is usual on"
            " that weekday (the median of all its other days): more likely a migration or a batch than a beginning."
            " Looked at: deals with a creation day."
        ),
        N_("The analyst imports the real creation days, or leaves these deals out of cycle times."),
        ("sales_cycle_median_days", "pipeline_created", "velocity", "win_rate_cohort"),
    ),
    Check(
        "probability",
        "deals",
        N_("Probability scale"),
        N_(
            "An open deal with a probability above 0 but below {least_percent} %: likely a share from 0 to 1 among"
            " percentages; or at least {alike_deals} open deals in several stages that all have the same one. Looked"
            " at: open deals with a probability."
        ),
        N_("The analyst exports one scale for the whole column; the CRM's administrator sets one per stage."),
        ("weighted_pipeline", "forecast_accuracy"),
    ),
    Check(
        "no_activity",
        "deals",
        N_("Deals without activity"),
        N_(
            "An open deal that is at least {idle_days} days old and has no completed activity on record. Not known"
            " where no deal has any. Looked at: open deals that old."
        ),
        N_("The owner logs what was done, or closes the deal."),
        ("pipeline_hygiene", "selling_time", "meetings_per_win"),
    ),
    Check(
        "duplicate_accounts",
        "accounts",
        N_("Duplicate accounts"),
        N_(
            "Another account has the same name once legal form (Inc, GmbH, 株式会社 …), case, width, accents and word"
            " order are folded, or one wrong letter in {typo_letters} or more, or the same website and nearly"
            " the same name. Parent and child are two, and so are different legal forms in two countries. Looked at:"
            " accounts, and names on deals that no account bears."
        ),
        N_("The owners agree which account stays; the CRM merges the others into it."),
        ("win_rate", "deal_size_mean", "icp_fit"),
    ),
    Check(
        "lead_response",
        "leads",
        N_("Leads without response data"),
        N_(
            "A lead without its creation moment; one answered before it was created; one that was qualified, converted"
            " or wrote back although no contact of ours is on record; and every lead where no file tells of any."
            " A lead nobody answered is no finding: it counts as never. Looked at: all leads."
        ),
        N_("The analyst exports the moment of the first response; the team logs its calls and e-mails on the lead."),
        ("speed_to_lead", "lead_reply_time"),
    ),
    Check(
        "durations",
        "activities",
        N_("Activities without durations"),
        N_(
            "A call or meeting that took place with a deal, account, lead or contact and has no duration, or one that"
            " is not above zero or above {longest_hours} hours. Looked at: such calls and meetings."
        ),
        N_("The team logs how long calls and meetings took, or the calendar is connected to the CRM."),
        ("selling_time",),
    ),
)
CHECKS = {check.code: check for check in _ALL}
OF_DEALS = tuple(check.code for check in _ALL if check.kind == "deals")
