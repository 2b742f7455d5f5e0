"""What customers are worth: retention and price."""

from metrics.definitions import Measure
from metrics.messages import N_

MEASURES = (
    Measure(
        name="gross_retention",
        label=N_("Gross revenue retention"),
        unit="ratio",
        good="up",
        definition=N_("What remains of the recurring revenue at the start, without expansion."),
        formula=N_("(start − contraction − churn) ÷ start"),
        caveat=N_("Never above 100 %; read with net retention."),
        numerator="retained_amount",
        denominator="start_amount",
        variants=("net_retention",),
    ),
    Measure(
        name="net_retention",
        label=N_("Net revenue retention"),
        unit="ratio",
        good="up",
        definition=N_("What the customers of the start pay now, expansion included."),
        formula=N_("(start − contraction − churn + expansion) ÷ start"),
        caveat=N_("New customers are not in it. Read with gross retention."),
        numerator="net_amount",
        denominator="start_amount",
        variants=("gross_retention",),
    ),
    Measure(
        name="price_realisation",
        label=N_("Price realisation"),
        unit="ratio",
        good="up",
        definition=N_("What is paid, as a share of list price."),
        formula=N_("net amount ÷ list amount"),
        caveat=N_("A ratio of sums, not an average of discounts."),
        numerator="net_amount",
        denominator="list_amount",
        variants=("distribution of discounts", "approval turnaround"),
    ),
)
