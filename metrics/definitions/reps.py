"""How reps are judged: gaps to quota, rates and sizes that lean on the norm, and how their own calls turned out."""

from metrics.definitions import Measure
from metrics.messages import N_

MEASURES = (
    Measure(
        name="quota_gap",
        label=N_("Gap to quota"),
        unit="money",
        good="up",
        definition=N_("What reps with a quota have won beyond it; below zero where it is not reached yet."),
        formula=N_("sum of won − sum of quota, over the same reps and days"),
        caveat=N_("While the period runs, hold it against attainment at the same day of earlier periods."),
    ),
    Measure(
        name="attained_amount",
        label=N_("Won toward quota"),
        unit="money",
        good="up",
        definition=N_("What reps with a quota have won on the days that it covers."),
        formula=N_("sum of the amounts of won deals of reps with a quota"),
        caveat=N_("Bookings of people without a quota are not in it."),
    ),
    Measure(
        name="call_bias",
        label=N_("Bias of own calls"),
        unit="ratio",
        good="none",
        definition=N_(
            "How far above (+) or below (−) the result the reps' own commit calls were, four weeks before the end of"
            " the periods that ended in the last two years. Blank without such calls, or where nothing was won."
        ),
        formula=N_("sum of (call − own result) ÷ sum of own results"),
        caveat=N_("n is the number of calls. Near zero is good; over and under net out, so read it with the number."),
        numerator="call_error_amount",
        denominator="called_actual_amount",
    ),
    Measure(
        name="win_rate_honest",
        label=N_("Win rate, as far as known"),
        unit="ratio",
        good="up",
        definition=N_(
            "What a rep's win rate most likely is, given the deals decided and what is usual for those held against:"
            " few deals are drawn towards the norm, many stand for themselves."
        ),
        formula=N_("mean of the rates that fit (wins + norm × κ) ÷ (decided + κ); κ is learned from all reps"),
        caveat=N_(
            "An estimate with a 95 % interval; the raw rate and n stand beside it."
            " Reps whose intervals overlap may stand in another order."
        ),
    ),
    Measure(
        name="deal_size_honest",
        label=N_("Typical deal, as far as known"),
        unit="money",
        good="up",
        definition=N_(
            "What a rep's deals typically come to (the middle one, on a scale of ratios), drawn towards the norm where"
            " there are few."
        ),
        formula=N_("geometric mean of won deals, leaning on that of those held against"),
        caveat=N_("Below the mean, which a few large deals lift. An estimate with a 95 % interval."),
    ),
    Measure(
        name="cycle_honest",
        label=N_("Typical cycle, as far as known"),
        unit="days",
        good="down",
        definition=N_("How long a rep's won deals typically take, drawn towards the norm where there are few."),
        formula=N_("geometric mean of the cycles of won deals, leaning on that of those held against"),
        caveat=N_("Of won deals only. An estimate with a 95 % interval."),
    ),
)
