"""How far the data can be trusted."""

from metrics.definitions import Measure
from metrics.messages import N_

MEASURES = (
    Measure(
        name="clean_pipeline_share",
        label=N_("Pipeline free of findings"),
        unit="ratio",
        good="up",
        definition=N_("The share of the open pipeline's money that stands in deals no check has anything against."),
        formula=N_("amount of open deals without a finding ÷ amount of all open deals"),
        caveat=N_("A deal without an amount has no weight in it: how many there are stands beside it."),
        numerator="clean_amount",
        denominator="open_amount",
    ),
    Measure(
        name="records_with_findings",
        label=N_("Records with findings"),
        unit="count",
        good="down",
        definition=N_(
            "Deals, accounts, leads, calls and meetings in sight that at least one check has something against."
        ),
        formula=N_("number of records with one finding or more"),
        caveat=N_("A record with three findings counts once. What no check looks at may be wrong all the same."),
    ),
    Measure(
        name="data_quality_score",
        label=N_("Data quality score"),
        unit="ratio",
        good="up",
        definition=N_("The share of an owner's deals in sight that no check has anything against."),
        formula=N_("deals without a finding ÷ deals"),
        caveat=N_(
            "Each deal counts alike, whatever its amount; the share by money stands beside it. Accounts, leads and"
            " activities are not in it: they would drown the deals."
        ),
        numerator="clean_deals",
        denominator="deals",
    ),
)
