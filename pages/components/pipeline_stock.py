"""What is open: by stage and close month, and by forecast category."""

from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from metrics.periods import add_months
from pages.charts import pipeline_open as charts
from pages.charts.style import CONFIG
from pages.components import pipeline_words, tables, words
from pages.components.filters import Choice, summary
from pages.components.i18n import _
from pages.components.pipeline_ages import stage_names
from pages.components.safety import markdown
from pages.components.tables import Column

_MONTHS = 6  # shown one by one; what is due later is shown together
_HEIGHT = 320
_CATEGORIES = ("commit", "most_likely", "best_case", "pipeline", "omitted", "closed", "")


def by_month(opened: pd.DataFrame, choice: Choice) -> None:
    """Open pipeline by stage and the month it is due in. opened: query pipeline/open_by_month."""
    st.markdown(f"**{_month_finding(opened, choice)}**")
    if opened.empty:
        st.caption(_("No deal is open in this choice. Widen the filters, or import newer opportunities."))
        return
    found = opened.assign(stage_name=stage_names(opened), due=[_due(row, choice) for row in opened.to_dict("records")])
    grid = found.pivot_table(index="due", columns="stage_name", values="open_amount", aggfunc="sum", fill_value=0.0)
    grid = grid.sort_index()[list(dict.fromkeys(found["stage_name"]))]
    money = words.money(choice.currency)
    months = [_due_name(code, choice) for code in grid.index]
    st.plotly_chart(
        charts.stage_by_month(
            grid,
            labels=[[money(cell) if cell else "" for cell in row] for row in grid.to_numpy()],
            stages=list(grid.columns),
            months=months,
        ),
        key="stage_by_month",
        config=CONFIG,
        alt=_("Open pipeline by stage and by the month it is due in"),
    )
    tables.folded(_("Table"), key="month_figures", draw=lambda: _month_table(found, choice))


def _due(row: dict[str, Any], choice: Choice) -> str:
    """The month a row is due in, as a code that sorts: past ones first, those without a date last."""
    if pd.isna(row["close_month"]):
        return "9 none"
    if row["is_overdue"]:
        return "0 past"
    later = add_months(choice.as_of.replace(day=1), _MONTHS)
    month = row["close_month"].date()
    return "8 later" if month >= later else month.isoformat()


def _due_name(code: str, choice: Choice) -> str:
    later = add_months(choice.as_of.replace(day=1), _MONTHS)
    return {
        "0 past": _("past"),
        "8 later": _("from {month}").format(month=words.month(later)),
        "9 none": _("no date"),
    }.get(code) or words.month(date.fromisoformat(code))


def _month_finding(opened: pd.DataFrame, choice: Choice) -> str:
    money, total = words.money(choice.currency), float(opened["open_amount"].sum())
    deals_of = pipeline_words.count_of(int(opened["open_deals"].sum()))
    past = float(opened.loc[opened["is_overdue"], "open_amount"].sum())
    if past > 0:
        text = _("{amount} is open in {deals}, {past} of it past its close date")
    elif total > 0:
        text = _("{amount} is open in {deals}, most of it due in {month}")
    else:
        text = _("{amount} is open in {deals}")
    months = opened.dropna(subset="close_month").groupby("close_month")["open_amount"].sum()
    fullest = words.month(months.idxmax().date()) if len(months) else _("no month")
    return markdown(text.format(amount=money(total), deals=deals_of, past=money(past), month=fullest))


def _month_table(found: pd.DataFrame, choice: Choice) -> None:
    sums = ["open_deals", "open_amount", "weighted_amount", "without_amount"]
    rows = found.groupby(["stage_name", "close_month"], sort=False, dropna=False, as_index=False)[sums].sum()
    columns = {
        "stage_name": Column(_("Stage")),
        "close_month": Column(_("Close month"), "date"),
        **_sums(choice),
    }
    tables.show(
        rows,
        columns,
        key="open_by_month",
        file_name=f"open-pipeline-{choice.as_of}",
        about=summary(choice),
        alt=_("Open pipeline by stage and close month in figures"),
        height=_HEIGHT,
    )


def _sums(choice: Choice) -> dict[str, Column]:
    return {
        "open_deals": Column(_("Deals"), "number"),
        "open_amount": Column(_("Open, {currency}").format(currency=choice.currency), "money"),
        "weighted_amount": Column(_("Weighted, {currency}").format(currency=choice.currency), "money"),
        "without_amount": Column(_("Without amount"), "number"),
    }


# ---- forecast categories ---------------------------------------------------------------------------------------------


def category(code: str) -> str:
    """A forecast category in words."""
    return {
        "commit": _("Commit"),
        "most_likely": _("Most likely"),
        "best_case": _("Best case"),
        "pipeline": _("Pipeline"),
        "omitted": _("Omitted"),
        "closed": _("Closed, won"),
        "": _("No category"),
    }.get(code, code)


def by_category(opened: pd.DataFrame, choice: Choice, which: str) -> None:
    """What is due by forecast category. which: the pipeline looked at, in plain text."""
    due = opened[opened["is_due"]]
    sums = ["open_deals", "open_amount", "weighted_amount", "without_amount"]
    rows = due.groupby("forecast_category", as_index=False)[sums].sum()
    order = rows["forecast_category"].map({code: at for at, code in enumerate(_CATEGORIES)}).fillna(len(_CATEGORIES))
    rows = rows.assign(order=order).sort_values(["order", "forecast_category"]).reset_index(drop=True)
    rows = rows.assign(name=rows["forecast_category"].map(category))
    st.markdown(f"**{_category_finding(rows, choice, which)}**")
    if rows.empty:
        st.caption(_("No open deal is due in this choice."))
        return
    money = words.money(choice.currency)
    pattern = _("{amount} · {deals} · weighted {weighted}")
    st.plotly_chart(
        charts.by_category(
            rows,
            names=list(rows["name"]),
            labels=[
                pattern.format(
                    amount=money(row["open_amount"]),
                    deals=pipeline_words.count_of(int(row["open_deals"])),
                    weighted=money(row["weighted_amount"]),
                )
                for row in rows.to_dict("records")
            ],
        ),
        key="open_by_category",
        config=CONFIG,
        alt=_("Open pipeline by forecast category"),
    )
    tables.folded(_("Table"), key="category_figures", draw=lambda: _category_table(rows, choice))


def _category_table(rows: pd.DataFrame, choice: Choice) -> None:
    tables.show(
        rows,
        {"name": Column(_("Forecast category")), **_sums(choice)},
        key="open_categories",
        file_name=f"open-pipeline-categories-{choice.as_of}",
        about=summary(choice),
        alt=_("Open pipeline by forecast category in figures"),
    )


def _category_finding(rows: pd.DataFrame, choice: Choice, which: str) -> str:
    total = float(rows["open_amount"].sum())
    if rows.empty or not total:
        return markdown(_("{which} by forecast category").format(which=which))
    commit = float(rows.loc[rows["forecast_category"] == "commit", "open_amount"].sum())
    top = rows.loc[rows["open_amount"].idxmax()]
    named = ("commit", commit) if commit else (top["forecast_category"], float(top["open_amount"]))
    if not named[0]:
        text = _("{which}: most of {amount} has no forecast category")
        return markdown(text.format(which=which, amount=words.money(choice.currency)(total)))
    text = _("{which}: {share} of {amount} is called {category}")
    return markdown(
        text.format(
            which=which,
            share=words.percent(named[1] / total, digits=0),
            amount=words.money(choice.currency)(total),
            category=category(named[0]),
        )
    )
