"""The forecast and its record in the shape that `--json` promises."""

import math
from collections.abc import Callable
from typing import Any

import pandas as pd

from metrics.forecast.backtest import Record
from metrics.forecast.outlook import Outlook

_MOST_DEALS = 1000


def outlook(found: Outlook, quota: Callable[[Any], float | None], release: int) -> dict[str, Any]:
    """An outlook. quota: of a period, money or None. Of many deals those that weigh most in the range are told."""
    periods = []
    for each in found.periods:
        target = quota(each.period)
        periods.append(
            {
                "period": each.period.label,
                "start": each.period.start.isoformat(),
                "end": each.period.end.isoformat(),
                "won": each.won,
                "p10": each.p10,
                "p50": each.p50,
                "p90": each.p90,
                "mean": each.mean,
                "curve": {f"{q:.2f}": amount for q, amount in each.curve().to_numpy().tolist()},
                "quota": target,
                "chance_of_quota": None if target is None else each.chance_of(target),
                "parts": each.parts,
                "weights": each.weights,
                "top_share": _finite(each.top_share),
                "method": each.method,
                "is_range_only": each.is_range_only,
                "warnings": [warned.message.format(**warned.values) for warned in found.warnings],
            }
        )
    return {"as_of": found.as_of.isoformat(), "release": release, "periods": periods, "deals": _deals(found)}


def _deals(found: Outlook) -> list[dict[str, Any]]:
    if not found.periods:
        return []
    weightiest = found.deals.sort_values(["sd_share_0", "opportunity_id"], ascending=[False, True]).head(_MOST_DEALS)
    walk = found.walk(0)
    return [
        {
            "opportunity_id": row["opportunity_id"],
            "amount": row["amount"],
            "probability": row["chance_0"],
            "probabilities": [row[f"chance_{i}"] for i in range(len(found.periods))],
            "share_of_range": row["sd_share_0"],
            "reasons": [
                {
                    "code": reason.code,
                    "before": reason.chance_before,
                    "after": reason.chance_after,
                    "evidence": reason.evidence,
                }
                for reason in walk.reasons(int(place))
            ],
        }
        for place, row in zip(weightiest.index.to_numpy(), weightiest.to_dict("records"), strict=True)
    ]


def record(found: Record) -> dict[str, Any]:
    """A record; pinball is divided by the mean actual, so it has no currency."""
    own = found.origins[found.origins["method"] == "quarterdeck"]
    return {
        "grain": found.grain,
        "origins": len(own),
        "share_of_deals": found.share,
        "methods": {row.pop("method"): row for row in _rows(found.scores)},
        "by_week": _rows(found.by_week),
        "reliability": _rows(found.reliability),
        "best_baseline": found.best_baseline,
        "is_baseline_better": found.is_baseline_better,
    }


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): _finite(value) for name, value in row.items()} for row in frame.to_dict("records")]


def _finite(value: object) -> object:
    return None if isinstance(value, float) and not math.isfinite(value) else value
