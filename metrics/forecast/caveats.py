"""What a reader must know of a forecast as a whole before trusting it."""

from collections.abc import Sequence
from dataclasses import dataclass

from metrics.forecast import engine
from metrics.forecast.blend import Blended
from metrics.forecast.engine import Origin
from metrics.messages import N_

FEW_WINS = 30
_CHANGED = (0.6, 1.6)
_SURPRISED = 1.4
_CHANGES = {
    "created": N_(
        "Conditions have changed: in the last {weeks} weeks {ratio} times as many deals were created as before."
        " The range is not reliable."
    ),
    "won": N_(
        "Conditions have changed: in the last {weeks} weeks {ratio} times as many deals were won as before."
        " The range is not reliable."
    ),
    "amount": N_(
        "Conditions have changed: deals won in the last {weeks} weeks were {ratio} times as large as before."
        " The range is not reliable."
    ),
}
CLOSER = {
    "last_period": N_("At this point of the last {n} periods, the result of the period before was closer: it is used."),
    "year_before": N_("At this point of the last {n} periods, the result of a year before was closer: it is used."),
    "run_rate": N_("At this point of the last {n} periods, the pace of the days so far was closer: it is used."),
    "stage_weighted": N_("At this point of the last {n} periods, the CRM's chances were closer: they are used."),
}


@dataclass(frozen=True, slots=True)
class Warned:
    """A sentence about the forecast as a whole; values fill its places."""

    message: str
    values: dict[str, object]


def of(origin: Origin, blends: Sequence[Blended]) -> list[Warned]:
    """The caveats of an origin's forecasts; blends: of its periods, the nearest first."""
    states, learned = origin.states, origin.learned
    found = []
    if not states.decided:
        found.append(
            Warned(N_("No deal has been decided yet: the chances are those configured in the CRM, not learned."), {})
        )
        return found
    if len(states.won) < FEW_WINS:
        text = N_("Only {n} deals have been won so far: take the range, not the number.")
        found.append(Warned(text, {"n": len(states.won)}))
    elif len(states.won) == states.decided:
        text = N_("No lost deal is recorded: what was given up counts as open, with chances that fall with its age.")
        found.append(Warned(text, {}))
    if learned.stages is None:
        found.append(Warned(N_("The data has no stage history: all open deals count as in one stage."), {}))
    if origin.silent_days > engine.SILENT_DAYS:
        text = N_("No deal has been won or lost for {n} days: is the data up to date?")
        found.append(Warned(text, {"n": origin.silent_days}))
    if blends and blends[0].method in CLOSER:
        found.append(Warned(CLOSER[blends[0].method], {"n": blends[0].periods}))
    for change in origin.changes:
        found.append(Warned(_CHANGES[change.what], {"ratio": round(change.ratio, 1), "weeks": change.weeks}))
    recent = learned.hazards.recent
    if not origin.changes and (not _CHANGED[0] <= recent <= _CHANGED[1] or (blends and blends[0].scale > _SURPRISED)):
        found.append(Warned(N_("Conditions have changed: the range is not reliable."), {}))
    return found


def undated(deals: int) -> list[Warned]:
    """What to say of deals that were lost nobody wrote down when: nothing where there are none."""
    text = N_("{n} lost deals have no closing date: each is taken to have been lost after a usual stay in its stage.")
    return [Warned(text, {"n": deals})] if deals else []
