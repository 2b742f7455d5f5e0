"""The planted stories are really in the data: one test a story, by a plain query and nothing of ours.

A feature that claims to find what is wrong can be held against these.
"""

from statistics import median

from data.demo import stories
from tests.data.demo.conftest import Ask


def test_every_planted_story_is_told_here() -> None:
    assert {f"test_{story.name}" for story in stories.STORIES} <= globals().keys()


def test_slow_stage(ask: Ask) -> None:
    """Median days in Negotiation, entered in the last half year against entered before, per team."""
    story = stories.SLOW_STAGE
    dwell = ask(
        """
        select r.team,
            median(case when s.entered_at < cast($today as timestamp) - interval 182 day then days end),
            median(case when s.entered_at >= cast($today as timestamp) - interval 182 day then days end)
        from (select *, date_diff('day', entered_at, left_at) as days from stage_spells) as s
        join opportunities as o using (opportunity_id)
        join reps as r on r.rep_id = o.rep_id
        where s.stage = $stage and s.left_at is not null
        group by r.team
        """,
        stage=story.where["stage"],
    )
    slowdown = {team: after / before for team, before, after in dwell}
    others = [factor for team, factor in slowdown.items() if team != story.where["team"]]
    assert slowdown[story.where["team"]] > 2
    assert max(others) < 1.5
    assert 0.8 < median(others) < 1.2


def test_slow_stage_is_slow_in_that_stage_only(ask: Ask) -> None:
    changes = ask(
        """
        select s.stage, median(case when recent then days end) / median(case when not recent then days end)
        from (select *, date_diff('day', entered_at, left_at) as days,
            entered_at >= cast($today as timestamp) - interval 182 day as recent from stage_spells) as s
        join opportunities as o using (opportunity_id)
        join reps as r on r.rep_id = o.rep_id
        where r.team = $team and s.stage in ('Prospecting', 'Qualification', 'Proposal') and s.left_at is not null
        group by s.stage
        """,
        team=stories.SLOW_STAGE.where["team"],
    )
    assert len(changes) == 3
    assert all(factor < 1.5 for _, factor in changes)


def test_bad_source(ask: Ask) -> None:
    """Won of decided deals, per source."""
    story = stories.BAD_SOURCE
    rates = dict(
        ask(
            """
            select lead_source, count(case when stage_kind = 'won' then 1 end) / count(*)
            from opportunities where stage_kind <> 'open' group by lead_source
            """
        )
    )
    bad = rates.pop(story.where["source"])
    assert len(rates) >= 4
    assert bad < 0.6 * min(rates.values())
    assert bad < 1.3 * story.magnitude * median(rates.values())


_LAST_CALLS = """
    select r.name, c.amount, coalesce(w.won, 0)
    from (
        select *, row_number() over (partition by rep_id, starts_on order by submitted_at desc) as from_end
        from forecast_submissions where kind = 'rep' and category = 'commit' and ends_on <= $today
    ) as c
    join reps as r using (rep_id)
    left join (
        select rep_id, cast(date_trunc('quarter', closed_on) as date) as starts_on, sum(amount) as won
        from opportunities where stage_kind = 'won' group by all
    ) as w using (rep_id, starts_on)
    where c.from_end = 1
"""


def called_to_won(ask: Ask) -> dict[str, float]:
    """Last calls of all finished quarters ÷ what was won in them, per rep with a year and more."""
    calls: dict[str, list[tuple[float, float]]] = {}
    for name, called, won in ask(_LAST_CALLS):
        calls.setdefault(name, []).append((float(called), float(won)))
    return {
        name: sum(called for called, _ in quarters) / sum(won for _, won in quarters)
        for name, quarters in calls.items()
        if len(quarters) >= 4 and sum(won for _, won in quarters)
    }


def test_sandbagger(ask: Ask) -> None:
    ratio = called_to_won(ask)
    quiet = ratio.pop(stories.SANDBAGGER.where["rep"])
    assert quiet < 0.75
    assert quiet < 0.85 * min(ratio.values())


def test_overcaller(ask: Ask) -> None:
    ratio = called_to_won(ask)
    loud = ratio.pop(stories.OVERCALLER.where["rep"])
    assert loud > 1.3
    assert loud > 1.2 * max(ratio.values())


def test_overcaller_misses_quarter_after_quarter(ask: Ask) -> None:
    quarters = [row for row in ask(_LAST_CALLS) if row[0] == stories.OVERCALLER.where["rep"]]
    assert len(quarters) >= 8
    assert all(called > won for _, called, won in quarters)


def test_rising_rival(ask: Ask) -> None:
    """Share of losses to the rival, last three quarters against before, per segment."""
    story = stories.RISING_RIVAL
    shares = ask(
        """
        select segment,
            avg(case when closed_on <= $today - 270 then cast(loss_reason = $rival as integer) end),
            avg(case when closed_on > $today - 270 then cast(loss_reason = $rival as integer) end)
        from opportunities where stage_kind = 'lost' group by segment
        """,
        rival=story.where["loss_reason"],
    )
    rise = {segment: after / before for segment, before, after in shares}
    here = rise.pop(story.where["segment"])
    assert len(rise) == 2
    assert here > 2.5
    assert max(rise.values()) < 1.5


def test_deeper_discounts(ask: Ask) -> None:
    """Mean discount in the first and the last year of the data, per product."""
    story = stories.DEEPER_DISCOUNTS
    yearly = ask(
        """
        select o.product, avg(case when q.created_at < cast($today as timestamp) - interval 730 day then discount end),
            avg(case when q.created_at >= cast($today as timestamp) - interval 730 day
                and q.created_at < cast($today as timestamp) - interval 365 day then discount end),
            avg(case when q.created_at >= cast($today as timestamp) - interval 365 day then discount end)
        from quotes as q join opportunities as o using (opportunity_id)
        group by o.product
        """
    )
    by_product = {product: years for product, *years in yearly}
    first, second, third = by_product.pop(story.where["product"])
    assert first < second < third
    assert third > 1.8 * first
    assert all(0.7 < last / begin < 1.4 for begin, _, last in by_product.values())


def test_slow_queue(ask: Ask) -> None:
    """Median minutes to the first answer, per territory."""
    story = stories.SLOW_QUEUE
    waits = dict(
        ask(
            """
            select r.territory, median(date_diff('minute', l.created_at, l.first_response_at))
            from leads as l join reps as r using (rep_id)
            where r.territory is not null and l.first_response_at is not null
            group by r.territory
            """
        )
    )
    slow = waits.pop(story.where["territory"])
    assert slow > 5 * max(waits.values())


def test_ideal_customer(ask: Ask) -> None:
    """Won of decided deals, per industry and whether the tool is used; nobody who does not say counts."""
    story = stories.IDEAL_CUSTOMER
    rates = {
        (industry, uses): won
        for industry, uses, won, decided in ask(
            """
            select a.industry, contains(t.value, $tool), count(case when o.stage_kind = 'won' then 1 end) / count(*),
                count(*)
            from opportunities as o
            join accounts as a using (account_id)
            join traits as t on t.entity = 'accounts' and t.record_id = a.account_id and t.name = 'tools used'
            where o.stage_kind <> 'open' group by all
            """,
            tool=story.where["tool"],
        )
        if decided >= 20
    }
    ideal = rates.pop((story.where["industry"], True))
    assert len(rates) >= 8
    assert ideal > 1.4 * median(rates.values())
    assert ideal > max(rates.values())


def test_companies_and_people_can_be_told_apart(ask: Ask) -> None:
    """Traits as files bring them: numbers, several tools in one text, and some that nobody knows."""
    known = dict(ask("select name, count(number) / count(*) from traits where entity = 'accounts' group by name"))
    assert known == {"ad spend": 1.0, "open vacancies": 1.0, "tools used": 0.0}
    said, companies, several = ask(
        """
        select count(*), (select count(*) from accounts), count(case when contains(value, '; ') then 1 end)
        from traits where entity = 'accounts' and name = 'tools used'
        """
    )[0]
    assert 0.7 * companies < said < companies
    assert several > 0.4 * said
    assert ask("select count(*) from contacts where role is null or started_on is null or started_on > $today") == [
        (0,)
    ]
    assert ask("select count(*) > 0 from traits where entity = 'leads' and name = 'tools used'") == [(True,)]
