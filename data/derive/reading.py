"""How a deal's fields in files become the columns of deals: owners, accounts, products, stages looked up."""

# What may change during a deal's life and is kept per version → the fields of a file it is read from.
TRACKED = {
    "rep_id": ("owner_id", "owner"),
    "stage": ("stage", "status"),
    "stage_kind": ("stage", "status", "is_won", "is_closed"),
    "amount_original": ("amount", "actual_amount"),
    "currency": ("currency",),
    "probability": ("probability",),
    "forecast_category": ("forecast_category",),
    "close_on": ("close_on",),
    "closed_on": ("close_on", "closed_on", "won_on", "lost_on"),
    "next_step": ("next_step",),
    "loss_reason": ("loss_reason",),
    "last_activity_on": ("last_activity_on",),
    "push_count": ("push_count",),
    "is_deleted": (),
}
# What is taken as known today, whatever it was before.
CONSTANT = (
    "name",
    "account_id",
    "account_name",
    "pipeline",
    "created_on",
    "product",
    "segment",
    "industry",
    "country",
    "lead_source",
    "type",
    "campaign",
    "contact_name",
    "lead_id",
)


def reading(source: str, more: str = "") -> str:
    """SELECT of opportunity_id, the tracked and the constant columns from a relation of files' fields.

    more: further columns of the source, each followed by a comma. A stage's kind
    is what the analyst chose, else what the row's own flags say, else its status,
    else what its label means.
    """
    return f"""
        with read as (
            select
                {more} s.opportunity_id, w.rep_id, coalesce(s.stage, s.status) as stage,
                coalesce(
                    chosen.kind,
                    case when s.is_won then 'won' when s.is_closed and not s.is_won then 'lost' end,
                    status.kind, k.kind, 'open'
                ) as stage_kind,
                s.amount, s.actual_amount, s.currency, s.probability, c.code as forecast_category, s.close_on,
                s.closed_on,
                s.won_on, s.lost_on, s.next_step, s.loss_reason, s.last_activity_on, s.push_count,
                coalesce(s.is_deleted, false) as is_deleted,
                s.name, a.account_id, coalesce(a.name, s.account_name) as account_name, s.pipeline, s.created_on,
                coalesce(p.name, s.product) as product, coalesce(s.segment, a.segment, r.segment) as segment,
                a.industry,
                a.country, s.lead_source, s.type, coalesce(s.campaign, s.campaign_id) as campaign, s.contact_name,
                s.lead_id
            from {source} as s
            left join owners as w on w.owner_key = owner_key(s.owner_id, s.owner)
            left join reps as r on r.rep_id = w.rep_id
            left join stage_kinds as k on k.stage = coalesce(s.stage, s.status)
            left join stage_overrides as chosen on chosen.stage = coalesce(s.stage, s.status)
            left join status_kinds as status on status.status = s.status
            left join forecast_codes as c on c.text = s.forecast_category
            left join product_texts as p on p.text = s.product
            left join account_texts as t on t.id is not distinct from s.account_id and t.name is not distinct
                from s.account_name
            left join accounts as a on a.account_id = t.account_id
        )
        select
            * exclude (amount, actual_amount, closed_on, won_on, lost_on, loss_reason),
            case when stage_kind = 'won' then coalesce(actual_amount, amount) else amount end as amount_original,
            case stage_kind when 'won' then coalesce(closed_on, won_on, close_on)
                when 'lost' then coalesce(closed_on, lost_on, close_on) end as closed_on,
            case when stage_kind = 'lost' then loss_reason end as loss_reason
        from read
    """
