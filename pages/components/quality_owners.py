"""A score per owner: a table to be mailed, and the text of the mail."""

import pandas as pd
import streamlit as st

from metrics import quality
from metrics.quality_checks import OF_DEALS
from metrics.values import Value
from pages.components import definitions, quality_words, tables, words
from pages.components.filters import Choice
from pages.components.i18n import _, ngettext
from pages.components.quality_figures import Audit
from pages.components.tables import Column

_HEIGHT, _ROWS = 420, 11


def rows(found: Audit) -> pd.DataFrame:
    """A row per owner: as quality.by_owner, with the accounts, leads, calls and meetings found beside the deals."""
    people = quality.by_owner(found.deals, found.reasons)
    for name, records in (("accounts", found.accounts), ("leads", found.leads)):
        bad = records[quality.is_found(records["reason"])]
        people[name] = people["rep_id"].map(bad["rep_id"].fillna("").value_counts()).fillna(0).astype(int)
    logged = found.durations.assign(rep_id=found.durations["rep_id"].fillna("")).groupby("rep_id")["found"].sum()
    people["activities"] = people["rep_id"].map(logged).fillna(0).astype(int)
    interval = [
        words.interval(Value(score, n, low, high)) if n else ""
        for score, n, low, high in zip(people["score"], people["deals"], people["low"], people["high"], strict=True)
    ]
    return people.assign(interval=interval, rep_name=people["rep_name"].fillna(_("nobody")))


def show(found: Audit, choice: Choice, *, everything: bool) -> None:
    """The table with its downloads, and the mail."""
    people = rows(found)
    if people.empty:
        st.info(_("No deal is in this choice, so there is nobody to score. Widen the filters, or look at all records."))
        return
    st.caption(definitions.of("data_quality_score"))
    checks = {code: Column(quality_words.check(code), "number") for code in OF_DEALS if int(people[code].sum())}
    others = {
        "accounts": Column(quality_words.check("duplicate_accounts"), "number"),
        "leads": Column(quality_words.check("lead_response"), "number"),
        "activities": Column(quality_words.check("durations"), "number"),
    }
    tables.show(
        people.assign(
            score=people["score"].astype(float).round(3), clean_share=people["clean_share"].astype(float).round(3)
        ),
        {
            "rep_name": Column(_("Owner"), width=150),
            "team": Column(_("Team"), width=130),
            "score": Column(words.label("data_quality_score"), "ratio", width=120),
            "interval": Column(_("95 % interval"), width=110),
            "deals": Column(_("Deals"), "number", width=70),
            "found_deals": Column(_("With a finding"), "number", width=105),
            "clean_share": Column(_("Open amount free of findings"), "ratio", width=190),
            "affected_amount": Column(
                _("Amount affected, {currency}").format(currency=choice.currency), "money", width=130
            ),
            **checks,
            **{name: column for name, column in others.items() if int(people[name].sum())},
        },
        key="quality_owners",
        file_name=quality_words.file_name("data-quality-owners", choice, everything=everything),
        about=quality_words.summary(choice, everything=everything),
        alt=_("The score of each owner"),
        height=_HEIGHT if len(people) > _ROWS else None,
    )
    with st.expander(_("The text of a mail to the team"), key="quality_mail"):
        st.caption(_("Copy it with the button in its corner, and attach the CSV above."))
        st.code(mail(people, choice, everything=everything), language=None, wrap_lines=True, height=320)


def mail(people: pd.DataFrame, choice: Choice, *, everything: bool) -> str:
    """The mail in plain text: the whole, then a line for each owner with something to mend."""
    deals, bad = int(people["deals"].sum()), int(people["found_deals"].sum())
    whole = _("{bad} of {all} have a finding, as of {day} ({choice}).").format(
        bad=words.number(bad),
        all=quality_words.records("deals", deals),
        day=words.day(choice.as_of),
        choice=quality_words.summary(choice, everything=everything),
    )
    lines = [_("Data quality: what to mend"), "", whole, ""]
    for row in people[people["found_deals"] > 0].to_dict("records"):
        told = [f"{quality_words.check(code)}: {words.number(row[code])}" for code in OF_DEALS if row[code]]
        text = _("{owner}: {score} of {deals} free of findings. To mend: {what}.")
        lines.append(
            "- "
            + text.format(
                owner=row["rep_name"],
                score=words.percent(row["score"], digits=0),
                deals=quality_words.records("deals", int(row["deals"])),
                what=", ".join(told),
            )
        )
    fine = int((people["found_deals"] == 0).sum())
    if fine:
        text = ngettext("{n} owner has nothing to mend.", "{n} owners have nothing to mend.", fine)
        lines += ["", text.format(n=words.number(fine))]
    rule = _("The score is the share of an owner's deals that no check has anything against; each deal counts alike.")
    return "\n".join([*lines, "", rule])
