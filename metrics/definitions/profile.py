"""What one person is held against peers by: like with like."""

from metrics.definitions import Measure
from metrics.messages import N_

MEASURES = (
    Measure(
        name="deal_size_typical",
        label=N_("Typical deal"),
        unit="money",
        good="up",
        definition=N_("What a person's won deals typically come to, where a few large ones do not count for more."),
        formula=N_("geometric mean of the amounts of won deals"),
        caveat=N_("Below the mean, which a few large deals lift. Peers' at the person's own mix of segments."),
    ),
    Measure(
        name="cycle_typical_days",
        label=N_("Typical cycle"),
        unit="days",
        good="down",
        definition=N_("How long a person's won deals typically take from creation to closing."),
        formula=N_("geometric mean of the cycle days of won deals"),
        caveat=N_("Of won deals only. Peers' at the person's own mix of segments."),
    ),
    Measure(
        name="created_monthly",
        label=N_("Deals created per month"),
        unit="count",
        good="up",
        definition=N_("How many deals a person created in a month of those compared, from the first day of work on."),
        formula=N_("deals created ÷ months in the team"),
        caveat=N_("More deals that do not fit are no better: read it with the win rate."),
    ),
    Measure(
        name="prospect_meetings_monthly",
        label=N_("Prospect meetings per month"),
        unit="count",
        good="none",
        definition=N_("Meetings with prospects that a person held in a month of working days."),
        formula=N_("meetings held ÷ working days × 21"),
        caveat=N_("More is not better by itself. Of what is logged only."),
    ),
)
