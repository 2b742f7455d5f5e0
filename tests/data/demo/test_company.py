"""The demo company is believable: the same for a seed, whole, bounded by its last day, with a CRM's warts."""

from datetime import date
from pathlib import Path

import pytest

from data import demo, maintenance
from data.warehouse import Store
from tests.conftest import DEMO_TODAY
from tests.data.demo.conftest import Ask
from tests.data.files import state


def built(folder: Path, *, seed: int) -> dict[str, list[tuple]]:
    store = Store(folder)
    demo.build(store, deals=200, seed=seed, today=DEMO_TODAY)
    return state(store)


def test_one_seed_gives_one_company_and_another_seed_another(tmp_path: Path) -> None:
    first, again, other = (
        built(tmp_path / name, seed=seed) for name, seed in (("first", 1), ("again", 1), ("other", 2))
    )
    assert first == again
    assert first["opportunities"] != other["opportunities"]
    assert first["leads"] != other["leads"]


def test_it_went_in_as_files_do_and_every_check_holds(demo_store: Store) -> None:
    assert maintenance.verify(demo_store) == []
    log = {str(entry["entity"]): entry["rows"] for entry in maintenance.import_log(demo_store)}
    assert log["opportunities"] == {"read": 3000, "new": 3000, "changed": 0, "unchanged": 0, "rejected": 0}
    assert log.keys() >= {"reps", "accounts", "stage_history", "activities", "leads", "quotas", "quotes", "contracts"}


def test_about_forty_reps_in_seven_teams_of_as_many_territories(ask: Ask) -> None:
    assert ask("select count(*), count(distinct team), count(distinct territory) from reps where not is_manager") == [
        (42, 7, 7)
    ]
    assert ask("select name, team from reps where manager_id is null") == [("Augusta Whitlock", "Company")]
    alone = "select team from reps where is_manager and territory is not null group by team having count(*) <> 1"
    assert ask(alone) == []


def test_reps_differ_in_skill_and_tenure(ask: Ask) -> None:
    weakest, strongest, judged = ask(
        """
        select quantile_cont(rate, 0.1), quantile_cont(rate, 0.9), count(*) from (
            select avg(cast(stage_kind = 'won' as integer)) as rate from opportunities
            where stage_kind <> 'open' group by rep_id having count(*) >= 40
        )
        """
    )[0]
    assert judged >= 25
    assert strongest > 1.4 * weakest
    newcomers, veterans, left = ask(
        """
        select count(case when hired_on > $today - 365 then 1 end),
            count(case when hired_on < $today - 1095 then 1 end), count(left_on)
        from reps where not is_manager
        """
    )[0]
    assert newcomers >= 2
    assert veterans >= 15
    assert left >= 3


def test_three_years_that_end_today(ask: Ask) -> None:
    first, last, yearly = ask(
        "select min(created_on), max(created_on), count(distinct year(created_on)) from opportunities"
    )[0]
    assert 0 <= (first - date(2023, 9, 15)).days <= 14
    assert 0 <= (DEMO_TODAY - last).days <= 7
    assert yearly == 4


def test_more_is_created_in_spring_and_autumn_than_in_summer_and_december(ask: Ask) -> None:
    """Whole years only: September to September."""
    monthly = dict(
        ask("select month(created_on), count(*) from opportunities where created_on < date '2026-09-01' group by 1")
    )
    quiet, busy = (monthly[7] + monthly[12]) / 2, (monthly[1] + monthly[5] + monthly[9] + monthly[10]) / 4
    assert quiet < 0.8 * busy


def test_the_last_fortnight_of_a_quarter_closes_most(ask: Ask) -> None:
    early, late = ask(
        """
        select count(case when day < 14 then 1 end), count(case when day >= 76 then 1 end) from (
            select date_diff('day', date_trunc('quarter', closed_on), closed_on) as day
            from opportunities where stage_kind = 'won'
        )
        """
    )[0]
    assert late > 1.5 * early


def test_larger_customers_buy_more_and_take_longer(ask: Ask) -> None:
    (_, small, quick), (_, middling, usual), (_, large, slow) = ask(
        """
        select segment, median(amount), median(closed_on - created_on) from opportunities
        where stage_kind = 'won' group by segment order by 2
        """
    )
    assert small < middling < large
    assert quick < usual < slow
    assert ask("select distinct segment from opportunities order by 1") == [("Enterprise",), ("Mid-market",), ("SMB",)]


def changed_versions(ask: Ask, condition: str) -> int:
    """Deals of which some version, `a`, is followed by another, `b`, as the condition says."""
    return ask(
        f"""
        select count(distinct a.opportunity_id) from opportunity_versions as a
        join opportunity_versions as b on b.opportunity_id = a.opportunity_id and b.valid_from = a.valid_to
        where {condition}
        """
    )[0][0]


@pytest.mark.parametrize(
    ("happening", "condition", "least"),
    [
        ("pushed to a later day", "a.stage_kind = 'open' and b.stage_kind = 'open' and b.close_on > a.close_on", 300),
        ("slipped out of a year", "b.stage_kind = 'open' and year(b.close_on) > year(a.close_on)", 50),
        ("reopened", "a.stage_kind = 'lost' and b.stage_kind = 'open'", 10),
        ("sent back a stage", "a.stage = 'Proposal' and b.stage = 'Qualification'", 50),
        ("cut in amount", "b.amount < a.amount", 100),
        ("raised in amount", "b.amount > a.amount", 30),
        ("handed over", "b.rep_id <> a.rep_id", 5),
    ],
)
def test_deals_are(happening: str, condition: str, least: int, ask: Ask) -> None:
    assert changed_versions(ask, condition) >= least, happening


def test_won_deals_do_not_change_once_more_by_being_exported(ask: Ask) -> None:
    assert changed_versions(ask, "a.stage_kind = 'won' and b.stage_kind = 'won'") == 0


def test_activities_have_durations_and_some_meetings_are_missed(ask: Ask) -> None:
    kinds = {
        kind: (minutes, missed)
        for kind, minutes, missed in ask(
            "select kind, median(minutes), avg(cast(is_no_show as integer)) from activities group by kind"
        )
    }
    assert kinds.keys() == {"call", "email", "meeting", "task"}
    assert 5 < kinds["call"][0] < 30 < kinds["meeting"][0] < 90
    assert 0.05 < kinds["meeting"][1] < 0.15
    assert ask("select count(*) from activities where minutes <= 0") == [(0,)]


def test_some_leads_are_never_answered_and_some_become_deals(ask: Ask) -> None:
    never, converted = ask(
        "select avg(cast(first_response_at is null as integer)), avg(cast(is_converted as integer)) from leads"
    )[0]
    assert 0.05 < never < 0.3
    assert 0.2 < converted < 0.5


def test_every_rep_present_has_a_quota_and_calls_every_week(ask: Ask) -> None:
    without = """
        select r.name from reps as r
        where not r.is_manager and r.left_on is null and r.hired_on < date '2026-06-01'
            and rep_id not in (select rep_id from quotas where is_counted and starts_on = date '2026-07-01')
    """
    assert ask(without) == []
    calls = """
        select min(weeks) from (
            select count(distinct submitted_at) as weeks from forecast_submissions
            where starts_on = date '2026-04-01' and kind = 'rep' group by rep_id
        )
    """
    assert ask(calls) == [(13,)]
    assert ask("select count(distinct kind) from forecast_submissions") == [(2,)]


def test_quotas_ask_for_about_what_is_won(ask: Ask) -> None:
    attained = ask(
        """
        with quota as (
            select starts_on, ends_on, sum(amount) as amount from quotas
            where is_counted and ends_on <= $today group by all
        )
        select q.starts_on, sum(o.amount) / any_value(q.amount)
        from quota as q
        join opportunities as o on o.stage_kind = 'won' and o.closed_on >= q.starts_on and o.closed_on < q.ends_on
        group by 1 order by 1
        """
    )
    later = [float(share) for _, share in attained[3:]]
    assert len(later) >= 6
    assert all(0.5 < share < 1.5 for share in later)


def test_quotes_carry_discounts_and_the_deep_ones_are_approved(ask: Ask) -> None:
    quotes, discounted, deepest, unapproved = ask(
        """
        select count(*), count(case when discount > 0.01 then 1 end), max(discount),
            count(case when discount > 0.12 and approver is null then 1 end)
        from quotes
        """
    )[0]
    assert quotes > 1000
    assert discounted > 0.5 * quotes
    assert 0.2 < deepest < 0.46
    assert unapproved == 0
    wrong = """
        select count(*) from quotes
        where abs(net_amount - list_amount * (1 - discount)) > 0.02 or approved_at < submitted_at
    """
    assert ask(wrong) == [(0,)]


def test_contracts_follow_won_deals_and_are_renewed_or_churn(ask: Ask) -> None:
    new, renewals, churned = ask(
        """
        select count(case when type = 'new' then 1 end), count(case when type = 'renewal' then 1 end), count(churned_on)
        from contracts
        """
    )[0]
    assert new > 500
    assert renewals > 200
    assert 20 < churned < 0.2 * (new + renewals)
    lost_yet_signed = (
        "select count(*) from contracts join opportunities using (opportunity_id) where stage_kind <> 'won'"
    )
    assert ask(lost_yet_signed) == [(0,)]
    renewed_after_leaving = """
        select count(*) from contracts as k join contracts as before on before.contract_id = k.renewed_from_id
        where before.churned_on is not null or before.ends_on <> k.starts_on
    """
    assert ask(renewed_after_leaving) == [(0,)]


def test_warts_of_a_real_crm(ask: Ask) -> None:
    """Amounts missing, deals created after their end, overdue, without next step; companies entered twice."""
    blank, backwards, overdue, adrift = ask(
        """
        select count(case when amount is null then 1 end), count(case when created_on > closed_on then 1 end),
            count(case when stage_kind = 'open' and close_on < $today then 1 end),
            count(case when stage_kind = 'open' and next_step is null then 1 end)
        from opportunities
        """
    )[0]
    assert 20 <= blank <= 90
    assert 1 <= backwards <= 6
    assert overdue >= 1
    assert adrift >= 20
    twins = "select count(*) from accounts as a join accounts as b on b.name = upper(a.name) || '.'"
    assert ask(twins)[0][0] >= 1


@pytest.mark.parametrize(
    ("table", "column", "target"),
    [
        ("reps", "manager_id", "reps.rep_id"),
        ("contacts", "account_id", "accounts.account_id"),
        ("opportunities", "rep_id", "reps.rep_id"),
        ("opportunities", "account_id", "accounts.account_id"),
        ("opportunities", "product", "products.name"),
        ("opportunities", "stage", "stages.stage"),
        ("opportunities", "lead_id", "leads.lead_id"),
        ("opportunity_versions", "opportunity_id", "opportunities.opportunity_id"),
        ("opportunity_versions", "rep_id", "reps.rep_id"),
        ("stage_spells", "opportunity_id", "opportunities.opportunity_id"),
        ("stage_spells", "stage", "stages.stage"),
        ("leads", "rep_id", "reps.rep_id"),
        ("leads", "opportunity_id", "opportunities.opportunity_id"),
        ("leads", "account_id", "accounts.account_id"),
        ("activities", "rep_id", "reps.rep_id"),
        ("activities", "opportunity_id", "opportunities.opportunity_id"),
        ("activities", "account_id", "accounts.account_id"),
        ("quotas", "rep_id", "reps.rep_id"),
        ("forecast_submissions", "rep_id", "reps.rep_id"),
        ("quotes", "opportunity_id", "opportunities.opportunity_id"),
        ("quotes", "account_id", "accounts.account_id"),
        ("quotes", "rep_id", "reps.rep_id"),
        ("contracts", "opportunity_id", "opportunities.opportunity_id"),
        ("contracts", "account_id", "accounts.account_id"),
        ("contracts", "renewed_from_id", "contracts.contract_id"),
    ],
)
def test_references_lead_somewhere(table: str, column: str, target: str, ask: Ask) -> None:
    other, _, key = target.partition(".")
    lost, filled = ask(
        f"select count(case when {column} not in (select {key} from {other}) then 1 end), count({column}) from {table}"
    )[0]
    assert lost == 0
    assert filled > 0


HISTORY = {
    "opportunities": ("created_on", "closed_on"),
    "opportunity_versions": ("valid_from", "closed_on"),
    "stage_spells": ("entered_at", "left_at"),
    "leads": ("created_at", "first_response_at", "replied_at", "converted_at"),
    "activities": ("happened_at", "created_at"),
    "forecast_submissions": ("submitted_at",),
    "quotes": ("created_at", "submitted_at", "approved_at"),
    "contracts": ("signed_on", "starts_on", "churned_on"),
    "reps": ("hired_on", "left_on"),
}


@pytest.mark.parametrize(
    ("table", "column"), [(table, column) for table, columns in HISTORY.items() for column in columns]
)
def test_nothing_that_happened_lies_in_the_future(table: str, column: str, ask: Ask) -> None:
    assert ask(f"select count(*) from {table} where cast({column} as date) > $today") == [(0,)]


def test_leads_go_from_creation_over_the_answer_to_the_deal(ask: Ask) -> None:
    out_of_order = """
        select count(*) from leads as l left join opportunities as o using (opportunity_id)
        where l.first_response_at < l.created_at or l.replied_at < l.first_response_at
            or l.converted_at < l.replied_at
            -- but for the few deals whose creation day is a wart
            or (cast(l.converted_at as date) > o.created_on and o.created_on <= coalesce(o.closed_on, o.created_on))
    """
    assert ask(out_of_order) == [(0,)]


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("opportunities", "amount"),
        ("opportunity_versions", "amount"),
        ("quotas", "amount"),
        ("products", "list_price"),
        ("quotes", "net_amount"),
        ("quotes", "list_amount"),
        ("contracts", "annual_amount"),
    ],
)
def test_amounts_are_positive(table: str, column: str, ask: Ask) -> None:
    assert ask(f"select count(*) from {table} where {column} <= 0") == [(0,)]


@pytest.mark.parametrize("table", ["opportunities", "opportunity_versions", "stages"])
def test_probabilities_lie_between_nought_and_one(table: str, ask: Ask) -> None:
    assert ask(f"select min(probability) >= 0, max(probability) <= 1, count(probability) > 0 from {table}") == [
        (True, True, True)
    ]
