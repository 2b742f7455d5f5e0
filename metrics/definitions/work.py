"""What people do: selling time, leads, meetings, territories, fit."""

from metrics.definitions import Measure
from metrics.messages import N_

MEASURES = (
    Measure(
        name="selling_time",
        label=N_("Selling time"),
        unit="ratio",
        good="up",
        definition=N_("Minutes of customer-facing activity as a share of working time."),
        formula=N_("sum of customer-facing minutes ÷ capacity (working calendar − holidays − leave)"),
        caveat=N_(
            "Only where durations are logged: counts of activities are not time."
            " Read it with the share of rep-days with anything logged."
        ),
        numerator="customer_minutes",
        denominator="capacity_minutes",
        variants=("by kind of activity",),
    ),
    Measure(
        name="speed_to_lead",
        label=N_("Speed to lead"),
        unit="days",
        good="down",
        definition=N_("From a lead's creation to our first real contact."),
        formula=N_("median over all leads; shares within 5 minutes, 1 hour, 24 hours, never"),
        caveat=N_("Leads never answered are the worst and stay in. Automatic replies are no contact."),
        variants=("calendar hours", "working hours"),
    ),
    Measure(
        name="lead_reply_time",
        label=N_("Lead reply time"),
        unit="days",
        good="down",
        definition=N_("From our proposal or call to action to the lead's reply."),
        formula=N_("median over all leads asked, the silent counted as never"),
        caveat=N_("Another measure than speed to lead."),
        variants=("calendar hours", "working hours"),
    ),
    Measure(
        name="prospect_meetings",
        label=N_("Prospect meetings"),
        unit="count",
        good="none",
        definition=N_("External meetings with prospects that were held, per rep and period."),
        formula=N_("number of held meetings with prospects"),
        caveat=N_("Booked is not held, a group's copies are one meeting; more is better only with meetings per win."),
        variants=("booked → held → no-show", "first or follow-up", "per working day", "meetings per win"),
    ),
    Measure(
        name="territory_balance",
        label=N_("Territory balance"),
        unit="ratio",
        good="down",
        definition=N_("How unevenly potential, workload and won amount are spread over the reps."),
        formula=N_("coefficient of variation and Gini coefficient, before and after a change"),
        caveat=N_("Equal numbers of accounts are not equal territories."),
    ),
    Measure(
        name="icp_fit",
        label=N_("Ideal-customer fit"),
        unit="ratio",
        good="up",
        definition=N_("Win rate, cycle and deal size by how well a deal's account fits the ideal customer."),
        formula=N_("the measures of each fit band, beside one another"),
        caveat=N_("Fit must be judged before the outcome is known."),
    ),
)
