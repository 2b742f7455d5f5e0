"""Every measure: what it is called, what it means, how it is computed, what makes it wrong.

The one source of help texts; pages translate them. The definitions stand in
metrics/definitions, one module per subject, and follow the standard terms of
sales operations.
"""

from metrics.definitions import (
    Direction,
    Measure,
    accounts,
    forecast,
    funnel,
    pipeline,
    profile,
    quality,
    reps,
    results,
    targets,
    work,
)

__all__ = ["MEASURES", "TEN", "Direction", "Measure"]

MEASURES = {
    measure.name: measure
    for subject in (results, pipeline, forecast, funnel, targets, reps, profile, work, accounts, quality)
    for measure in subject.MEASURES
}

# The ten measures of sales operations, each by the names of its readings; all others support them.
TEN = {
    "quota_attainment": ("quota_attainment", "participation", "commit_attainment", "ramped_attainment"),
    "win_rate": ("win_rate", "win_rate_amount", "win_rate_cohort"),
    "sales_cycle": (
        "sales_cycle_median_days",
        "sales_cycle_mean_days",
        "sales_cycle_p25_days",
        "sales_cycle_p75_days",
        "sales_cycle_p90_days",
    ),
    "deal_size": ("deal_size_mean", "deal_size_median", "deal_size_top_tenth_share"),
    "selling_time": ("selling_time",),
    "lead_response": ("speed_to_lead", "lead_reply_time"),
    "weighted_pipeline": ("weighted_pipeline",),
    "pipeline_efficiency": ("pipeline_yield", "velocity", "pipeline_hygiene"),
    "forecast_accuracy": ("forecast_accuracy",),
    "prospect_meetings": ("prospect_meetings",),
}
