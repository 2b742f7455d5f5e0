"""Why deals are lost, what sources and campaigns bring, and how cohorts mature."""

from datetime import timedelta

import pandas as pd
import streamlit as st

from metrics import funnel as metric
from metrics.periods import add_months
from pages.charts import funnel as charts
from pages.charts.style import CONFIG
from pages.components import deals, filters, funnel, session, tables, words
from pages.components.filters import Choice, summary
from pages.components.i18n import _, ngettext
from pages.components.safety import markdown
from pages.components.tables import Column

_REASONS, _HEIGHT, _ROWS = 8, 320, 8
_COHORT = "cohort"
_MOST_MONTHS = 12  # to close; more columns would not fit a phone


def _window(choice: Choice) -> dict[str, object]:
    return {"period_start": choice.period.start, "period_end": choice.period.end}


def losses(choice: Choice) -> None:
    """Lost money by reason and stage, by closing day, and the deals themselves."""
    rows = session.fetch("funnel/losses", choice.scope, **_window(choice))
    if rows.empty:
        st.markdown(f"**{_('No deal was lost in this choice')}**")
        return
    grid = metric.lost_by_reason(rows).head(_REASONS)
    reasons = (
        rows.assign(loss_reason=rows["loss_reason"].fillna(""))
        .groupby("loss_reason")[["lost_deals", "without_amount"]]
        .sum()
    )
    money = words.money(choice.currency)
    st.markdown(f"**{markdown(_loss_finding(grid, rows, choice))}**")
    labels = []
    for reason in grid.index:
        count, blank = int(reasons.loc[reason, "lost_deals"]), int(reasons.loc[reason, "without_amount"])
        text = ngettext("{amount} in {n} deal", "{amount} in {n} deals", count)
        label = text.format(amount=money(float(grid.loc[reason].sum())), n=words.number(count))
        labels.append(label + (_(", {n} without amount").format(n=words.number(blank)) if blank else ""))
    named = grid.rename(index={"": _("no reason given")})
    st.plotly_chart(
        charts.losses(
            named, stages={stage: stage or _("stage not known") for stage in grid.columns}, money=money, labels=labels
        ),
        key="funnel_losses",
        config=CONFIG,
        alt=_("Lost money by reason, split by the stage it was lost from"),
    )
    # Fetched when somebody looks: of a large company they are many.
    with st.expander(_("The lost deals"), key="funnel_lost_open", on_change="rerun") as shown:
        if shown.open:
            _lost_deals(choice)


def _loss_finding(grid: pd.DataFrame, rows: pd.DataFrame, choice: Choice) -> str:
    total = float(rows["lost_amount"].fillna(0).sum())
    count = int(rows["lost_deals"].sum())
    reason = grid.index[0] or _("no reason given")
    share = words.percent(float(grid.iloc[0].sum()) / total if total else None, digits=0)
    text = ngettext(
        "{amount} lost in {n} deal; {share} of it to: {reason}",
        "{amount} lost in {n} deals; {share} of it to: {reason}",
        count,
    )
    return text.format(amount=words.money(choice.currency)(total), n=words.number(count), share=share, reason=reason)


def _lost_deals(choice: Choice) -> None:
    rows = session.fetch("funnel/lost_deals", choice.scope, **_window(choice))
    known = deals.columns(choice.currency)
    columns = {
        **{name: known[name] for name in ("name", "account_name", "rep_name", "team")},
        "loss_reason": Column(_("Loss reason"), width="medium"),
        "stage": Column(_("Lost from")),
        **{name: known[name] for name in ("amount", "created_on", "closed_on", "opportunity_id")},
    }
    tables.show(
        rows,
        columns,
        key="funnel_lost",
        file_name=f"lost-{choice.calendar.code(choice.period)}",
        about=summary(choice),
        alt=_("The lost deals"),
        height=_HEIGHT if len(rows) > _ROWS else None,
    )


def sources(choice: Choice, stages: list[str]) -> None:
    """What became of the deals that started in the period, by source or by campaign, through to won."""
    names = {"source": _("Sources"), "campaign": _("Campaigns")}
    st.markdown(f"**{_('What sources and campaigns bring, through to won')}**")
    by = filters.url_choice(_("By"), list(names), key="origin", names=names)
    rows = metric.through(session.fetch("funnel/stages_reached", choice.scope, **_window(choice), group_by=by), stages)
    if rows.empty:
        st.caption(_("No deal started in this choice."))
        return
    shown = rows.assign(group_name=rows["group_name"].replace({"(none)": _("not known")}))
    columns = {
        "group_name": Column(names[by], width=160),
        "started": Column(_("Started"), "number"),
        # All deals reach the first stage.
        **{
            stage: Column(stage, "ratio", help=_("Share of the started deals that reached the stage"))
            for stage in stages[1:]
        },
        "won": Column(_("Won"), "number"),
        "win_share": Column(_("Won of started"), "ratio"),
        "decided_share": Column(_("Decided"), "ratio", help=_("Below 100 % the share of won deals can still rise.")),
        "won_amount": Column(_("Won, {currency}").format(currency=choice.currency), "money"),
        "amount_per_start": Column(_("Won per started deal, {currency}").format(currency=choice.currency), "money"),
    }
    tables.show(
        shown,
        columns,
        key="funnel_sources",
        file_name=f"{by}s-{choice.calendar.code(choice.period)}",
        about=summary(choice),
        alt=_("Effectiveness of sources and campaigns"),
        height=_HEIGHT if len(rows) > _ROWS else None,
    )


def cohorts(choice: Choice) -> None:
    """Months of creation against months to close: the share won so far."""
    rows = funnel.months(choice)
    grid = metric.cohorts(rows, choice.as_of)
    grid = grid[[months for months in grid.columns if months <= _MOST_MONTHS]]
    st.markdown(f"**{_('How cohorts mature: share won within so many months of creation')}**")
    if grid.empty:
        st.caption(_("No deal was created in these months."))
        return
    names = [words.month(month) for month in grid.index]
    hover = [
        [
            _("{month}: {share} won within {n} months").format(
                month=name, share=words.percent(value), n=words.number(column)
            )
            for column, value in zip(grid.columns, row, strict=True)
        ]
        for name, row in zip(names, grid.to_numpy(), strict=True)
    ]
    st.plotly_chart(
        charts.cohorts(grid, percent=lambda share: words.number(100 * share), names=names, hover=hover),
        key="funnel_cohorts",
        config=CONFIG,
        alt=_("Share of each month's deals won within so many months"),
    )
    st.caption(
        _("Rows: month of creation. Columns: months since. Cells: per cent won; the last of a row can still rise.")
    )
    with st.expander(_("The cohorts in figures")):
        _cohort_table(rows, choice)
    _cohort_deals(dict(zip(grid.index, names, strict=True)), choice)


def _cohort_table(rows: pd.DataFrame, choice: Choice) -> None:
    counts = ["won_deals", "lost_deals", "open_deals"]
    table = rows.groupby("created_month")[[*counts, "won_amount"]].sum().reset_index()
    created = table[counts].sum(axis=1)
    tables.show(
        table.assign(created_deals=created, won_share=table["won_deals"] / created),
        {
            "created_month": Column(_("Created from"), "date"),
            "created_deals": Column(_("Created"), "number"),
            "won_deals": Column(_("Won"), "number"),
            "lost_deals": Column(_("Lost"), "number"),
            "open_deals": Column(_("Open"), "number"),
            "won_share": Column(_("Won of created"), "ratio"),
            "won_amount": Column(_("Won, {currency}").format(currency=choice.currency), "money"),
        },
        key="funnel_cohort_table",
        file_name="cohorts",
        about=summary(choice),
        alt=_("The cohorts in figures"),
    )


def _cohort_deals(names: dict[pd.Timestamp, str], choice: Choice) -> None:
    def push() -> None:
        if picked := st.session_state["funnel_cohort"]:
            st.query_params[_COHORT] = picked
        else:
            st.query_params.pop(_COHORT, None)

    months = {f"{month:%Y-%m}": month for month in names}
    asked = st.query_params.get(_COHORT)
    st.session_state["funnel_cohort"] = asked if asked in months else None
    code = st.selectbox(
        _("Deals created in"),
        list(months),
        index=None,
        format_func=lambda code: names[months[code]],
        key="funnel_cohort",
        placeholder=_("Choose"),
        on_change=push,
        width=220,
    )
    if code is None:
        return
    first = months[code].date()
    last = min(add_months(first, 1) - timedelta(days=1), choice.as_of)
    rows = session.fetch("funnel/cohort_deals", choice.scope, first_day=first, last_day=last)
    known = deals.columns(choice.currency)
    shown = ("name", "account_name", "rep_name", "team", "stage", "stage_kind", "amount", "created_on", "closed_on")
    tables.show(
        deals.spoken(rows),
        {name: known[name] for name in (*shown, "opportunity_id")},
        key="funnel_cohort_deals",
        file_name=f"deals-created-{first:%Y-%m}",
        about=summary(choice),
        alt=_("Deals created in"),
        height=_HEIGHT if len(rows) > _ROWS else None,
    )
