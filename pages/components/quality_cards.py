"""The cards of the Data quality page: trust in money, records, the worst check, duplicates, the latest change."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from metrics import quality
from pages.components import definitions, quality_words, words
from pages.components.filters import Choice
from pages.components.i18n import _, ngettext
from pages.components.quality_figures import Audit, change, totals
from pages.components.safety import markdown

CHECK = "check"
_DUPLICATES = ("duplicate_deals", "duplicate_accounts")


@dataclass(frozen=True, slots=True)
class Card:
    """A figure with notes in plain text and what it means, Markdown-safe; check: the one its button shows, if any."""

    name: str
    label: str
    value: str
    notes: tuple[str, ...]
    meaning: str
    check: str = ""


def cards(found: Audit, table: pd.DataFrame, points: pd.DataFrame, choice: Choice) -> list[Card]:
    """The five cards, in order. table: of quality_figures.counts. points: of quality_figures.trend."""
    return [_clean(found, choice), _records(found), _worst(table), _duplicates(found, table, choice), _change(points)]


def show(card: Card) -> None:
    """Draw a card into the place where it is called."""
    with st.container(border=True, height="stretch", gap="xxsmall", key=f"card_{card.name}"):
        st.metric(card.label, markdown(card.value), help=card.meaning)
        st.caption("  \n".join(markdown(note) for note in card.notes if note))
        st.space("stretch")
        if card.check:
            st.button(
                _("Show the records"), key=f"show_{card.name}", type="tertiary", on_click=pick, args=(card.check,)
            )


def pick(code: str) -> None:
    """Make a check the one in sight, in the link."""
    st.query_params[CHECK] = code
    st.session_state["view"] = "checks"
    st.query_params["view"] = "checks"


def _clean(found: Audit, choice: Choice) -> Card:
    value = totals(found)["clean_pipeline_share"]
    rows = found.deals[found.deals["stage_kind"] == "open"]
    marked = quality.total(rows.loc[found.found_deals.loc[rows.index], "amount"])
    money = words.money(choice.currency)
    notes = [
        ngettext("n = {n} open deal", "n = {n} open deals", len(rows)).format(n=words.number(len(rows))),
        _("{amount} of {all} has a finding").format(amount=money(marked), all=money(quality.total(rows["amount"]))),
    ]
    if blank := int(rows["amount"].isna().sum()):
        notes.append(_("{n} of them without an amount").format(n=words.number(blank)))
    return Card(
        "clean_pipeline_share",
        words.label("clean_pipeline_share"),
        words.percent(value.value),
        tuple(notes),
        definitions.of("clean_pipeline_share"),
    )


def _records(found: Audit) -> Card:
    value = totals(found)["records_with_findings"]
    by_kind = {
        "deals": int(found.found_deals.sum()),
        "accounts": int(quality.is_found(found.accounts["reason"]).sum()),
        "leads": int(quality.is_found(found.leads["reason"]).sum()),
        "activities": int(found.durations["found"].sum()),
    }
    told = [quality_words.records(kind, n) for kind, n in by_kind.items() if n]
    share = words.percent((value.value or 0) / value.n) if value.n else "–"
    return Card(
        "records_with_findings",
        words.label("records_with_findings"),
        words.number(value.value),
        (_("{share} of {n} records").format(share=share, n=words.number(value.n)), ", ".join(told)),
        definitions.of("records_with_findings"),
    )


def worst(table: pd.DataFrame) -> str:
    """The check with the largest share of what it looked at, by code; blank where nothing is found."""
    bad = table[table["found"] > 0].sort_values(["share", "found"], ascending=False, kind="stable")
    return str(bad["check"].iloc[0]) if len(bad) else ""


def _worst(table: pd.DataFrame) -> Card:
    code = worst(table)
    meaning = markdown(_("The check that finds the largest share of what it looks at."))
    if not code:
        clean = int((table["looked_at"] > 0).sum())
        text = ngettext("{n} check had something to look at", "{n} checks had something to look at", clean)
        return Card("worst_check", _("Worst check"), _("none"), (text.format(n=words.number(clean)),), meaning)
    row = table.set_index("check").loc[code]
    note = quality_words.found_of(row["kind"], int(row["found"]), int(row["looked_at"]))
    value = words.percent(row["share"])
    return Card("worst_check", _("Worst check"), value, (quality_words.check(code), note), meaning, code)


def _duplicates(found: Audit, table: pd.DataFrame, choice: Choice) -> Card:
    rows = table.set_index("check").loc[list(_DUPLICATES)]
    notes = [quality_words.records(row["kind"], int(row["found"])) for _code, row in rows.iterrows()]
    amount = rows.loc["duplicate_deals", "open_amount"]
    if rows.loc["duplicate_deals", "found"]:
        notes.append(_("{amount} of open deals").format(amount=words.money(choice.currency)(amount)))
    code = max(_DUPLICATES, key=lambda name: rows.loc[name, "found"])
    return Card(
        "duplicates",
        _("Likely duplicates"),
        words.number(int(rows["found"].sum())),
        tuple(notes),
        markdown(_("Accounts and deals that have a likely twin, each twin counted. The list says why.")),
        code if rows["found"].any() else "",
    )


def _change(points: pd.DataFrame) -> Card:
    meaning = markdown(
        _(
            "Records with findings as known on the day of the last import, less those as known on the day of the import"
            " before, by the same rules and in the same choice."
        )
    )
    by = change(points, "")
    if by is None:
        notes = (_("One import day so far: the trend begins with the second."),)
    else:
        days = points.loc[points["check"] == "", "day"].tail(2)
        notes = (_("from {first} to {last}").format(first=words.day(days.iloc[0]), last=words.day(days.iloc[1])),)
        moved = change(points, "", "share")
        if moved is not None:
            text = _("pipeline free of findings {points} points")
            notes = (*notes, text.format(points=quality_words.signed(round(100 * moved, 1), digits=1)))
    return Card("change", _("Since the last import"), quality_words.signed(by), notes, meaning)
