"""What a file can be about: each kind of record, its fields and its identity.

An import is a dated observation of one entity. These are the fields that a file may carry; pages read what follows.
"""

from dataclasses import dataclass
from typing import Literal, cast

Kind = Literal["id", "text", "amount", "number", "integer", "percent", "date", "moment", "flag"]

SQL_TYPES: dict[Kind, str] = {
    "id": "varchar",
    "text": "varchar",
    "amount": "decimal(18,4)",
    "number": "double",
    "integer": "bigint",
    "percent": "double",  # always 0 to 1
    "date": "date",
    "moment": "timestamp",  # UTC
    "flag": "boolean",
}
TRAITS = "traits"  # JSON: name → [text, number], null for a blank cell


@dataclass(frozen=True, slots=True)
class Entity:
    """One kind of record.

    fields: name → kind, in display order.
    key: the field that identifies a record in the source.
    required: at least one field of each group must be mapped, or the file is refused.
    fallback_key: fields that together stand in for a missing key column; they
        must not change during a record's life.
    control: the amount field whose sum is the control total of an import.
    keeps_traits: columns that no field takes are kept together in one.
    """

    name: str
    fields: dict[str, Kind]
    key: str
    required: tuple[tuple[str, ...], ...]
    fallback_key: tuple[str, ...] = ()
    control: str | None = None
    keeps_traits: bool = False

    @property
    def stored(self) -> dict[str, str]:
        """What the ledger keeps of a record: name → SQL type."""
        traits = {TRAITS: "varchar"} if self.keeps_traits else {}
        return {name: SQL_TYPES[kind] for name, kind in self.fields.items()} | traits


def _fields(**kinds: str) -> dict[str, Kind]:
    return {name: cast(Kind, kind) for kind, names in kinds.items() for name in names.split()}


OPPORTUNITIES = Entity(
    "opportunities",
    _fields(
        id="opportunity_id account_id owner_id lead_id campaign_id",
        text="name account_name owner stage status pipeline currency forecast_category product"
        " lead_source type campaign next_step loss_reason contact_name team territory segment",
        amount="amount actual_amount expected_amount",
        percent="probability",
        date="created_on close_on closed_on won_on lost_on last_activity_on",
        integer="push_count",
        flag="is_closed is_won is_deleted",
    ),
    key="opportunity_id",
    required=(("stage", "status"), ("amount", "close_on", "closed_on")),
    fallback_key=("name", "account_id", "account_name", "created_on", "lead_id", "lead_source", "type"),
    control="amount",
)

STAGE_HISTORY = Entity(
    "stage_history",
    _fields(
        id="history_id opportunity_id owner_id",
        moment="changed_at",
        text="stage from_stage currency forecast_category owner field old_value new_value",
        amount="amount",
        date="close_on",
        percent="probability",
        flag="is_deleted",
    ),
    key="history_id",
    required=(("opportunity_id",), ("changed_at",), ("stage", "field")),
    fallback_key=("opportunity_id", "changed_at", "field", "stage", "from_stage", "old_value", "new_value"),
)

ACTIVITIES = Entity(
    "activities",
    _fields(
        id="activity_id owner_id opportunity_id account_id lead_id contact_id related_id",
        text="kind subject owner status priority direction outcome call_result company opportunity_name",
        moment="created_at started_at ended_at completed_at due_at",
        number="minutes seconds",
        flag="is_closed is_deleted is_child is_first_meeting is_held is_no_show is_private",
    ),
    key="activity_id",
    required=(("kind", "subject"), ("created_at", "started_at", "completed_at", "due_at"), ("owner", "owner_id")),
    fallback_key=("owner", "owner_id", "kind", "subject", "created_at", "started_at", "due_at"),
)

LEADS = Entity(
    "leads",
    _fields(
        id="lead_id owner_id opportunity_id account_id contact_id",
        text="name first_name last_name company title email owner status source campaign industry"
        " country rating website",
        amount="annual_revenue",
        integer="employees",
        moment="created_at notified_at assigned_at first_response_at replied_at qualified_at converted_at",
        flag="is_converted is_deleted",
    ),
    key="lead_id",
    required=(("status", "source"), ("name", "last_name", "company", "email")),
    fallback_key=("name", "first_name", "last_name", "company", "email", "created_at"),
    keeps_traits=True,
)

ACCOUNTS = Entity(
    "accounts",
    _fields(
        id="account_id owner_id parent_id",
        text="name parent owner industry segment country territory type website",
        amount="annual_revenue",
        integer="employees founded",
        date="created_on",
        flag="is_deleted",
    ),
    key="account_id",
    required=(("name", "account_id"),),
    fallback_key=("name",),
    keeps_traits=True,
)

CONTACTS = Entity(
    "contacts",
    _fields(
        id="contact_id account_id owner_id",
        text="name first_name last_name account_name title role email owner",
        date="created_on started_on",
        flag="is_deleted",
    ),
    key="contact_id",
    required=(("name", "last_name", "email"),),
    fallback_key=("name", "first_name", "last_name", "account_name", "email"),
    keeps_traits=True,
)

REPS = Entity(
    "reps",
    _fields(
        id="rep_id manager_id role_id",
        text="name first_name last_name email manager team territory segment role title",
        date="hired_on left_on",
        flag="is_active is_deleted",
    ),
    key="rep_id",
    required=(("name", "last_name", "email"),),
    fallback_key=("name", "first_name", "last_name"),
)

ROLES = Entity(
    "roles",
    _fields(id="role_id parent_role_id", text="name"),
    key="role_id",
    required=(("name",), ("role_id",), ("parent_role_id",)),
)

QUOTAS = Entity(
    "quotas",
    _fields(
        id="quota_id owner_id",
        text="owner period fiscal_year team territory currency kind",
        date="starts_on ends_on",
        amount="amount",
    ),
    key="quota_id",
    required=(("owner", "owner_id"), ("period", "starts_on", "fiscal_year"), ("amount",)),
    fallback_key=("owner_id", "owner", "period", "fiscal_year", "starts_on", "ends_on", "kind"),
    control="amount",
)

FORECAST_SUBMISSIONS = Entity(
    "forecast_submissions",
    _fields(
        id="submission_id owner_id",
        text="owner period fiscal_year category kind currency note submitted_by",
        moment="submitted_at",
        date="starts_on ends_on",
        amount="amount",
    ),
    key="submission_id",
    required=(("owner", "owner_id"), ("period", "starts_on", "fiscal_year"), ("amount",), ("submitted_at",)),
    fallback_key=("owner_id", "owner", "period", "fiscal_year", "starts_on", "category", "kind", "submitted_at"),
    control="amount",
)

PRODUCTS = Entity(
    "products",
    _fields(
        id="product_id",
        text="name family code currency",
        amount="list_price",
        flag="is_active is_deleted",
    ),
    key="product_id",
    required=(("name",),),
    fallback_key=("name",),
)

OPPORTUNITY_PRODUCTS = Entity(
    "opportunity_products",
    _fields(
        id="line_id opportunity_id product_id",
        text="product currency",
        number="quantity",
        amount="unit_price list_price total_amount",
        percent="discount",
        flag="is_deleted",
    ),
    key="line_id",
    required=(("opportunity_id",), ("product", "product_id"), ("total_amount", "unit_price")),
    fallback_key=("opportunity_id", "product_id", "product"),
    control="total_amount",
)

QUOTES = Entity(
    "quotes",
    _fields(
        id="quote_id opportunity_id account_id owner_id",
        text="name owner status currency approver",
        amount="list_amount net_amount discount_amount tax_amount",
        percent="discount",
        moment="created_at submitted_at approved_at",
        date="valid_until",
    ),
    key="quote_id",
    required=(("quote_id",), ("net_amount", "list_amount")),
    control="net_amount",
)

CONTRACTS = Entity(
    "contracts",
    _fields(
        id="contract_id account_id opportunity_id renewed_from_id",
        text="account_name type status currency product",
        amount="annual_amount monthly_amount",
        date="signed_on starts_on ends_on churned_on",
        flag="is_auto_renewal",
    ),
    key="contract_id",
    required=(("contract_id",), ("starts_on",), ("ends_on", "annual_amount")),
    control="annual_amount",
)

STAGES = Entity(
    "stages",
    _fields(
        text="stage pipeline forecast_category",
        integer="position",
        percent="probability",
        flag="is_closed is_won is_active",
    ),
    key="stage",
    required=(("stage",), ("is_closed", "position"), ("is_won", "probability")),
    fallback_key=("pipeline", "stage"),
)

EXCHANGE_RATES = Entity(
    "exchange_rates",
    _fields(text="currency", date="valid_on", number="rate"),
    key="rate_id",
    required=(("currency",), ("valid_on",), ("rate",)),
    fallback_key=("currency", "valid_on"),
)

ENTITIES = {
    entity.name: entity
    for entity in (
        OPPORTUNITIES,
        STAGE_HISTORY,
        ACTIVITIES,
        LEADS,
        ACCOUNTS,
        CONTACTS,
        REPS,
        ROLES,
        QUOTAS,
        FORECAST_SUBMISSIONS,
        PRODUCTS,
        OPPORTUNITY_PRODUCTS,
        QUOTES,
        CONTRACTS,
        STAGES,
        EXCHANGE_RATES,
    )
}
