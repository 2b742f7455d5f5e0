"""What is wrong in the demo company, on purpose: a good dashboard finds each of these."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Story:
    """A planted story: what happens, where, and how strongly."""

    name: str
    what: str
    where: dict[str, str]
    magnitude: float


SLOW_STAGE = Story(
    "slow_stage",
    "Deals of one team stay more than twice as long in one stage as they did before the last two quarters.",
    {"team": "Enterprise West", "stage": "Negotiation"},
    2.4,
)
BAD_SOURCE = Story(
    "bad_source",
    "Deals of one source are won far less often than all others.",
    {"source": "Purchased List"},
    0.35,
)
SANDBAGGER = Story(
    "sandbagger", "One rep commits far less than is then won, quarter after quarter.", {"rep": "Hana Sato"}, 0.6
)
OVERCALLER = Story(
    "overcaller", "One rep commits far more than is then won, quarter after quarter.", {"rep": "Victor Almeida"}, 1.5
)
RISING_RIVAL = Story(
    "rising_rival",
    "Losses to one competitor rise in one segment during the last three quarters.",
    {"segment": "Mid-market", "loss_reason": "Lost to Northgate"},
    3.0,
)
DEEPER_DISCOUNTS = Story(
    "deeper_discounts", "Discounts on one product grow from year to year.", {"product": "Fleet Analytics"}, 2.5
)
SLOW_QUEUE = Story(
    "slow_queue", "Leads of one territory wait many times as long for an answer.", {"territory": "APAC"}, 10.0
)
IDEAL_CUSTOMER = Story(
    "ideal_customer",
    "Companies of one industry that use one tool buy far more often than all others.",
    {"industry": "Logistics", "tool": "SAP"},
    1.7,
)

STORIES = (SLOW_STAGE, BAD_SOURCE, SANDBAGGER, OVERCALLER, RISING_RIVAL, DEEPER_DISCOUNTS, SLOW_QUEUE, IDEAL_CUSTOMER)
