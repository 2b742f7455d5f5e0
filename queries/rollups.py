"""The roll-ups in a scope: stays in stages, stages reached, moves of the pipeline.

Each row carries its deal's traits, so a filter on one needs no join with deals.
What happened after the as-of day is cut away, row by row and moment by moment.
"""

from queries.scope import DEAL_FILTERS, REP_FILTERS, Scope

REP_GROUPS = {"rep": "r.label", "manager": "r.manager", "team": "r.team", "territory": "r.territory"}
_GROUPS = REP_GROUPS | {
    "segment": "t.segment",
    "industry": "t.industry",
    "country": "t.country",
    "product": "t.product",
    "source": "t.lead_source",
    "campaign": "t.campaign",
    "type": "t.type",
    "stage": "t.stage",
    "pipeline": "nullif(t.pipeline, '')",
}
NO_GROUP = "(none)"
_TRAITS = "t.pipeline, t.segment, t.industry, t.country, t.product, t.lead_source, t.type, t.campaign, t.created_on"
# The state of a roll-up's deal on the as-of day: without one the deal was not known yet, or deleted.
_STATE_THEN = (
    "\n    inner join main.opportunity_versions as v on t.opportunity_id = v.opportunity_id and not v.is_deleted"
    " and v.valid_from < :scope_as_of_end and (v.valid_to is null or v.valid_to >= :scope_as_of_end)"
)


def group_name(groups: dict[str, str]) -> str:
    """SQL: the column group_name. groups: what can be asked for in :group_by → its column."""
    cases = " ".join(f"when '{name}' then coalesce({column}, '{NO_GROUP}')" for name, column in groups.items())
    return f", case cast(:group_by as varchar) {cases} else 'all' end as group_name"


def spells(scope: Scope, grouped: bool) -> str:
    """`stage_spells`: stays in stages; one that goes on after the as-of day still lasts."""
    state = "t.deal_kind, t.amount" if scope.as_of is None else "v.stage_kind as deal_kind, v.amount"
    return _of_stages(
        scope,
        grouped,
        "stage_spells",
        "entered_at",
        f"t.ordinal, t.stage_kind, t.entered_at, {_until(scope, 'left_at', 'left_at')},"
        f" {_until(scope, 'left_at', 'next_stage')}, t.started_at, {state}, t.basis",
    )


def passages(scope: Scope, grouped: bool) -> str:
    """`stage_passages`: stages reached, with what the deal is now, or was on the as-of day."""
    state = "t" if scope.as_of is None else "v"
    skipped = "t.stayed_at is null" + ("" if scope.as_of is None else " or t.stayed_at >= :scope_as_of_end")
    return _of_stages(
        scope,
        grouped,
        "stage_passages",
        "reached_at",
        f"t.started_at, t.reached_at, {_until(scope, 'advanced_at', 'advanced_at')}, {skipped} as is_skipped,"
        f" {state}.stage_kind, {state}.amount",
    )


def _of_stages(scope: Scope, grouped: bool, table: str, began: str, columns: str) -> str:
    owner = _owner(scope)
    group = group_name(_GROUPS) if grouped else ""
    then = "" if scope.as_of is None else _STATE_THEN
    known = "not coalesce(t.is_deleted, false)" if scope.as_of is None else f"t.{began} < :scope_as_of_end"
    return (
        f"select t.opportunity_id, t.stage, s.position, {columns}, {_TRAITS},\n        {owner} as rep_id,"
        f" r.name as rep_name, r.team, r.manager, r.territory{group}"
        f"\n    from main.{table} as t{then}"
        f"\n    left join main.reps as r on {owner} = r.rep_id"
        "\n    left join main.stages as s on t.stage = s.stage and t.pipeline = s.pipeline"
        f"\n    where {known}{scope.chosen(REP_FILTERS, 'r')}{scope.chosen(DEAL_FILTERS, 't')}"
    )


def moves(scope: Scope, grouped: bool) -> str:
    """`deal_moves`: where reps are filtered by who owned a deal then, what it was or is with others is `elsewhere`."""
    owner = _owner(scope)
    group = group_name({name: column for name, column in _GROUPS.items() if name != "stage"}) if grouped else ""
    known = "true" if scope.as_of is None else "t.moved_at < :scope_as_of_end"
    before, kinds, whose = "", "t.kind_before, t.kind", scope.chosen(REP_FILTERS, "r")
    if scope.by_rep and scope.ownership == "then":
        ours, was_ours = (f"coalesce(true{scope.chosen(REP_FILTERS, alias)}, false)" for alias in ("r", "b"))
        before = "\n    left join main.reps as b on t.rep_before = b.rep_id"
        kinds = (
            f"case when t.kind_before is null or {was_ours} then t.kind_before else 'elsewhere' end as kind_before,"
            f" case when {ours} then t.kind else 'elsewhere' end as kind"
        )
        whose = f"\n      and ({ours} or (t.kind_before is not null and {was_ours}))"
    return (
        f"select t.opportunity_id, t.moved_at, {kinds}, t.amount_before, t.amount, t.weighted_before,"
        " t.weighted_amount, t.close_on_before, t.close_on, t.closed_on_before, t.closed_on, t.rep_before, t.basis,"
        f" t.import_id, {_TRAITS},\n        {owner} as rep_id, r.name as rep_name, r.team, r.manager,"
        f" r.territory{group}"
        f"\n    from main.deal_moves as t{before}"
        f"\n    left join main.reps as r on {owner} = r.rep_id"
        f"\n    where {known}{whose}{scope.chosen(DEAL_FILTERS, 't')}"
    )


def _owner(scope: Scope) -> str:
    return "t.present_rep_id" if scope.ownership == "today" else "t.rep_id"


def _until(scope: Scope, moment: str, column: str) -> str:
    """SQL: a column, blank where its moment lies after the as-of day."""
    if scope.as_of is None:
        return f"t.{column}"
    return f"case when t.{moment} < :scope_as_of_end then t.{column} end as {column}"
