"""What a review claims: hardly anything where its data is dealt out anew, and what is planted in it.

The rules run as the review runs them. Dealt out are the deals behind quarters, the quotes behind years, and what is
known of leads, of accounts and of people's calls among each other. The search for bottlenecks has a test of its own.
"""

from dataclasses import replace
from datetime import date, datetime

import numpy as np
import pandas as pd
import pytest

import queries
from data import demo
from data.demo import stories
from data.reviews import Review
from data.warehouse import Store, engine
from metrics import funnel as rates
from metrics import lead_response, measures
from metrics.comparison import Side, compare
from metrics.periods import Period
from metrics.review import callers, customers, discounts, response
from metrics.review.customers import Customers
from metrics.review.deals import Decided
from pages.components import filters, forecast, i18n, session
from pages.components.calendar import FiscalCalendar
from pages.components.filters import Choice
from pages.review import drivers, funnel, make, result
from pages.review.basis import DIMENSIONS, Basis
from queries import Scope
from tests.conftest import DEMO_TODAY

SHUFFLES, TOLERATED = 200, 0.05
SINCE, UNTIL = date(2024, 7, 1), date(2026, 7, 1)
QUARTERS = {
    "now": Period("2026-Q2", date(2026, 4, 1), date(2026, 7, 1)),
    "last": Period("2026-Q1", date(2026, 1, 1), date(2026, 4, 1)),
    "year": Period("2025-Q2", date(2025, 4, 1), date(2025, 7, 1)),
}
LEADS_OF = ["territory", "team", "source"]
_PASSAGES = """
    select opportunity_id, stage, advanced_at is not null or stage_kind = 'won' as advanced,
        advanced_at is null and stage_kind = 'lost' as lost
    from stage_passages where not coalesce(is_deleted, false) and reached_at >= '2024-07-01' order by 1, 2"""
_STAYS = """
    select opportunity_id, stage, left_at is not null as ended,
        date_diff('day', cast(entered_at as date), coalesce(cast(left_at as date), date '2026-09-15')) as days
    from stage_spells where stage_kind = 'open' and not coalesce(is_deleted, false) and entered_at >= '2024-07-01'
    order by opportunity_id, ordinal"""


class Dealt(Basis):
    """A basis of the second quarter of 2026 whose decided deals are given."""

    def __init__(self, deals: dict[str, pd.DataFrame]) -> None:
        choice = Choice(Scope(), QUARTERS["now"], QUARTERS["last"], DEMO_TODAY, FiscalCalendar(), "USD")
        super().__init__(choice)
        object.__setattr__(self, "deals", deals)

    def decided(self, code: str) -> Decided:
        return Decided(self.deals[code])


@pytest.fixture(scope="module")
def company(tmp_path_factory):
    """The demo company."""
    store = Store(tmp_path_factory.mktemp("company"))
    demo.build(store, deals=6000, seed=1, today=DEMO_TODAY)
    return store


@pytest.fixture(scope="module")
def called(company) -> pd.DataFrame:
    """What people who call for themselves alone called two weeks before the end of each quarter, and then won."""
    choice = Choice(Scope(), QUARTERS["now"], QUARTERS["last"], DEMO_TODAY, FiscalCalendar(), "USD")
    with session.asking(company):
        found, people = forecast.callers(choice, weeks=(11,))
    return found[found["rep_id"].isin(set(people["rep_id"]) - set(people["manager_id"]))]


@pytest.fixture(scope="module")
def rows(company, called) -> dict[str, pd.DataFrame]:
    """Deals decided in two years, and what became of each entry into a stage."""
    release = engine(company.require_current().path)
    with release.connect() as connection:
        passages, stays = (connection.exec_driver_sql(sql).cursor.df() for sql in (_PASSAGES, _STAYS))
    two_years = {"period_start": SINCE, "period_end": UNTIL}
    decided = queries.run(release, "review/decided", **two_years)
    quotes = queries.run(release, "review/discounts", **two_years)
    leads = queries.run(release, "leads/response", period_start=QUARTERS["now"].start, period_end=UNTIL)
    waits = lead_response.waits(leads, "speed", until=datetime(2026, 7, 1))  # noqa: DTZ001 - UTC, as in the data
    return {
        "decided": decided,
        "passages": passages,
        "stays": stays,
        "quotes": quotes,
        "waits": waits,
        "called": called,
    }


@pytest.fixture(scope="module")
def known(company) -> Customers:
    """The accounts with deals decided in two years, and what is known of them."""
    release = engine(company.require_current().path)
    values = {
        f"accounts:{name}": queries.run(release, "fit/values", entity="accounts", attribute=name, today=DEMO_TODAY)
        for name in customers.ASKED
    }
    told = {name: rows for name, rows in values.items() if len(rows)}
    numbers = {name for name, rows in told.items() if rows["number"].notna().all()}
    return customers.customers(queries.run(release, "fit/decided", period_start=SINCE, period_end=UNTIL), told, numbers)


@pytest.fixture(autouse=True)
def english():
    with i18n.speaking("en", None):
        yield


def dealt(frame: pd.DataFrame, dice: np.random.Generator) -> dict[str, pd.DataFrame]:
    """The rows in quarters by lot, all of a deal in the same; two years have eight quarters."""
    deals = frame["opportunity_id"].unique()
    drawn = pd.Series(dice.integers(0, 8, len(deals)), index=deals)
    quarter = frame["opportunity_id"].map(drawn)
    return {code: frame[quarter == place] for place, code in enumerate(QUARTERS)}


def side(passages: pd.DataFrame, stays: pd.DataFrame) -> Side:
    """One quarter's stages, counted row by row."""
    went = passages.assign(position=0, entered=1, open=~(passages["advanced"] | passages["lost"]), skipped=0)
    counts = went.groupby(["stage", "position"])[["entered", "advanced", "lost", "open", "skipped"]].sum()
    lasted = stays.assign(position=0, running=~stays["ended"], days=stays["days"].clip(lower=0))
    dwell = lasted.groupby(["stage", "position", "days"])[["ended", "running"]].sum().reset_index()
    return Side(rates.passed(counts.reset_index(), dwell), measures.decided({}), dwell)


def claims(rows: dict[str, pd.DataFrame], known: Customers, seed: int) -> list[str]:
    """What the lines that speak of changes and of differences claim where neither means anything."""
    dice = np.random.default_rng(seed)
    basis = Dealt(dealt(rows["decided"], dice))
    passages, stays = dealt(rows["passages"], dice), dealt(rows["stays"], dice)
    compared = compare(*(side(passages[code], stays[code]) for code in ("now", "last")))
    said = [drivers.headline(basis), funnel.finding(compared, [], basis), *result.told(basis)]
    return [line for line in said if "than chance" not in line] + aside(rows, known, dice)


def aside(rows: dict[str, pd.DataFrame], known: Customers, dice: np.random.Generator) -> list[str]:
    """What is claimed of years of quotes by lot, and of leads, accounts and people that have those of others."""
    quotes, waits, called = rows["quotes"], rows["waits"], rows["called"]
    is_now = dice.integers(0, 2, len(quotes)) == 1
    others = dice.permutation(len(waits))
    mixed = waits.assign(**{name: waits[name].to_numpy()[others] for name in LEADS_OF})
    swapped = called.assign(rep_id=called["rep_id"].to_numpy()[dice.permutation(len(called))])
    lot = replace(known, accounts=known.accounts.iloc[dice.permutation(len(known.accounts))])
    return [
        *map(str, discounts.changed(quotes[is_now], quotes[~is_now], DIMENSIONS)),
        *map(str, response.slower(mixed, LEADS_OF)),
        *map(str, customers.told(lot, customers.kinds(lot))),
        *map(str, callers.leaning(swapped, called["rep_id"].unique())),
    ]


def test_on_shuffled_data_at_most_one_review_in_twenty_claims_a_change(rows, known):
    claimed = {seed: said for seed in range(SHUFFLES) if (said := claims(rows, known, seed))}

    assert len(claimed) <= TOLERATED * SHUFFLES, claimed


def test_what_is_dealt_out_would_be_claimed_otherwise(rows, known):
    # Else the shuffles above would prove nothing of these rules.
    assert response.slower(rows["waits"], LEADS_OF)
    assert customers.told(known, customers.kinds(known))
    assert callers.leaning(rows["called"], rows["called"]["rep_id"].unique())


def test_a_win_rate_that_fell_in_one_segment_and_team_is_stated_with_who_explains_it(rows):
    quarters = dealt(rows["decided"], np.random.default_rng(5))
    now = quarters["now"]
    who = (now["segment"] == "Mid-market") & (now["team"] == now.loc[now["segment"] == "Mid-market", "team"].mode()[0])
    # three in four of its wins are lost instead, in a quarter of twice as many deals of its kind
    fallen = now[who & now["is_won"]].index
    spoiled = now.assign(is_won=now["is_won"] & ~now.index.isin(fallen[: len(fallen) * 3 // 4]))
    basis = Dealt(
        {"now": pd.concat([spoiled] * 3), "last": pd.concat([quarters["last"]] * 3), "year": quarters["year"]}
    )

    said = drivers.headline(basis)

    assert said.startswith("Win rate fell from ")
    assert "(n = " in said
    assert f"Mid-market · {now.loc[who, 'team'].iloc[0]} explains" in said or "Mid-market explains" in said


def test_the_planted_stories_are_stated(company, monkeypatch):
    monkeypatch.setenv("QUARTERDECK_STORE", str(company.folder))
    session.begin()
    fiscal = FiscalCalendar()
    this = fiscal.containing(DEMO_TODAY, "quarter")
    choice = Choice(Scope(), this, fiscal.compared(this, "previous"), DEMO_TODAY, fiscal, "USD")
    try:
        document = make.make(make.of_quarter(choice), Review(""), Review(""))
    finally:
        session.begin()

    told = " ".join(line for section in document.sections for line in (section.headline, *section.lines))
    assert stories.RISING_RIVAL.where["loss_reason"] in told
    assert stories.BAD_SOURCE.where["source"] in told
    assert f"Team {stories.SLOW_STAGE.where['team']}: deals now wait" in told
    assert f"{stories.OVERCALLER.where['rep']} calls" in told
    assert f"{stories.SANDBAGGER.where['rep']} calls" in told
    assert f"Discounts of product {stories.DEEPER_DISCOUNTS.where['product']} are deeper" in told
    assert f"Leads of territory {stories.SLOW_QUEUE.where['territory']} wait" in told
    ideal = stories.IDEAL_CUSTOMER.where
    assert f"“Industry: {ideal['industry']}; Tools used: {ideal['tool']}” are won more often" in told
    assert len(stories.STORIES) == 8  # a story more is a line more to state
    assert document.filters == filters.narrowed(choice)
