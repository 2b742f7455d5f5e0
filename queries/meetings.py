"""`meetings`: every meeting on record, with whom it was and what is known of it.

A row is what one person's calendar holds. Rows of one counterpart, topic and moment are one
meeting that several of us attended: count those, and it counts once, for a team as for the whole.
"""

from collections.abc import Callable

from queries.scope import DEAL_FILTERS, Scope


def define(scope: Scope, of_reps: Callable[[Scope, str], str], *, placed: bool = False) -> str:
    """The relation in a scope; of_reps: the condition on a column rep_id where reps are filtered.

    placed: with first_held_at, the moment of the first meeting held with the counterpart; it takes all meetings.

    state: held, no_show, or open: neither of the two, whether its time has come or not. with_whom:
    customer where the company had bought before the day of the meeting, prospect where it had not,
    internal where neither deal, account, lead nor contact is named.
    """
    return (
        "select t.activity_id, t.rep_id, t.subject, t.opportunity_id, t.account_id, t.lead_id, t.contact_id,"
        f" t.minutes, t.is_first_meeting, t.meeting_at,\n        {_state(scope)} as state,"
        f"\n        coalesce({_COUNTERPART}, t.activity_id) as counterpart, coalesce(lower(t.subject), '') as topic,"
        f"\n        case when {_COUNTERPART} is null then 'internal'"
        " when w.customer_since < cast(t.meeting_at as date) then 'customer' else 'prospect' end as with_whom"
        f"{', f.first_held_at' if placed else ''}"
        f"\n    from (\n        {_timed('t.happened_at is not null', 't.happened_at')}"
        f"\n        union all\n        {_timed('t.happened_at is null', 't.due_at')}\n    ) as t"
        "\n    left join main.opportunities as d on t.opportunity_id = d.opportunity_id"
        "\n    left join main.contacts as c on t.contact_id = c.contact_id"
        f"\n    left join (\n        {_customers(scope)}\n    ) as w"
        f" on {_COMPANY} = w.company{_first(scope) if placed else ''}"
        f"\n    where true{_known(scope)}{of_reps(scope, 't')}{scope.chosen(DEAL_FILTERS, 'd')}"
    )


def _first(scope: Scope) -> str:
    """SQL: a join of the first meeting held with each counterpart, whoever of us it was.

    Filters on people do not narrow it: whoever takes an account over does not meet it for the first time.
    """
    known = "" if scope.as_of is None else "\n      and t.happened_at < :scope_as_of_end"
    found = (
        f"select {_COUNTERPART} as counterpart, min(t.happened_at) as first_held_at"
        "\n    from main.activities as t"
        "\n    left join main.opportunities as d on t.opportunity_id = d.opportunity_id"
        "\n    left join main.contacts as c on t.contact_id = c.contact_id"
        f"\n    where t.kind = 'meeting' and t.is_completed and t.happened_at is not null{known}"
        f"\n    group by {_COUNTERPART}"
    )
    return f"\n    left join (\n    {found}\n    ) as f on {_COUNTERPART} = f.counterpart"


def _timed(condition: str, moment: str) -> str:
    """SQL: the meetings that answer to a condition, at a moment. In two parts a window is found without reading all."""
    columns = (
        "activity_id, rep_id, subject, opportunity_id, account_id, lead_id, contact_id, minutes, is_first_meeting,"
        " is_completed, is_no_show, created_at"
    )
    chosen = ", ".join(f"t.{column}" for column in columns.split(", "))
    return f"select {chosen}, {moment} as meeting_at from main.activities as t where t.kind = 'meeting' and {condition}"


_COMPANY = "coalesce(d.account_id, d.account_name, t.account_id, c.account_id)"
_COUNTERPART = f"coalesce({_COMPANY}, t.opportunity_id, t.lead_id, t.contact_id)"


def _state(scope: Scope) -> str:
    later = "" if scope.as_of is None else "when t.meeting_at >= :scope_as_of_end then 'open' "
    return f"case {later}when t.is_completed then 'held' when t.is_no_show then 'no_show' else 'open' end"


def _known(scope: Scope) -> str:
    """SQL: a meeting still to come is known on the as-of day where it had been entered by then."""
    if scope.as_of is None:
        return ""
    return "\n      and coalesce(t.created_at, t.meeting_at) < :scope_as_of_end"


def _customers(scope: Scope) -> str:
    """SQL: companies that have bought, whoever sold, and the day since when: a filter does not make them prospects."""
    won = "from main.opportunities as o\n        where o.stage_kind = 'won' and not o.is_deleted"
    if scope.as_of is not None:
        won = (
            "from main.opportunity_versions as v"
            "\n        inner join main.opportunities as o on v.opportunity_id = o.opportunity_id"
            "\n        where v.stage_kind = 'won' and not v.is_deleted and v.valid_from < :scope_as_of_end"
            " and (v.valid_to is null or v.valid_to >= :scope_as_of_end)"
        )
    closed = "o.closed_on" if scope.as_of is None else "v.closed_on"
    return (
        f"select coalesce(o.account_id, o.account_name) as company, min({closed}) as customer_since"
        f"\n        {won}\n        group by coalesce(o.account_id, o.account_name)"
    )
