"""What the charts of the Deals page show, and the sentences above them."""

from dataclasses import dataclass

import pandas as pd

from pages.components import session, signals_cards, signals_words, words
from pages.components.filters import Choice
from pages.components.i18n import _, ngettext
from pages.components.safety import markdown
from pages.components.signals import Book
from pages.components.signals_cards import total as total_of

SHOWN = 8


@dataclass(frozen=True, slots=True)
class Finding:
    """A chart's rows and what stands with each, and its finding, Markdown-safe."""

    rows: pd.DataFrame
    labels: list[str]
    title: str


def deciding(book: Book, choice: Choice) -> Finding:
    """The largest deals due in the period, with amount, score and chance. rows: name, amount, is_at_risk, …"""
    due = book.deals.loc[book.deals["is_due"], "amount"]
    largest = book.deals.loc[due[due > 0].nlargest(SHOWN).index]
    ids = f"|{'|'.join(largest['opportunity_id'])}|"
    names = session.fetch("deals/open_deals", choice.scope, today=choice.as_of, ids=ids)[["opportunity_id", "name"]]
    rows = largest.merge(names, on="opportunity_id", how="left").reset_index(drop=True)
    rows["name"] = rows["name"].fillna(rows["opportunity_id"])
    return Finding(
        rows, [_about(row, choice.currency) for row in rows.to_dict("records")], _decision(due, rows, choice)
    )


def _about(row: dict, currency: str) -> str:
    parts = [words.money(currency)(row["amount"])]
    if not pd.isna(row["score"]) and row["score"]:
        parts.append(_("score {score}").format(score=words.number(row["score"])))
    if not pd.isna(row["chance"]):
        parts.append(_("{chance} chance").format(chance=words.percent(row["chance"], digits=0)))
    return " · ".join(parts)


def _decision(due: pd.Series, largest: pd.DataFrame, choice: Choice) -> str:
    if largest.empty:
        return markdown(_("No deal with an amount is due in {period}").format(period=choice.period.label))
    total, top = total_of(due), total_of(largest["amount"])
    risky = largest[largest["is_at_risk"]]
    text = ngettext(
        "The largest deal holds {share} of the {total} due",
        "The {n} largest deals hold {share} of the {total} due",
        len(largest),
    ).format(
        n=words.number(len(largest)),
        share=words.percent(top / total, digits=0),
        total=words.money(choice.currency)(total),
    )
    if risky.empty:
        return markdown(_("{finding}; none of them is at risk").format(finding=text))
    return markdown(
        ngettext("{finding}; {n} of them is at risk", "{finding}; {n} of them are at risk", len(risky)).format(
            finding=text, n=words.number(len(risky))
        )
    )


def signals(book: Book, choice: Choice) -> Finding:
    """How much of the amount due gives each signal, the most first. rows: code, label, amount, deals."""
    is_due, amounts = book.deals["is_due"], book.deals["amount"]
    money = words.money(choice.currency)
    rows = []
    for code, item in book.calibration.points.items():
        found = amounts[is_due & signals_cards.given(book.deals, code)]
        if len(found):
            label = f"{signals_words.label(code)} {signals_words.points(item)}"
            rows.append({"label": label, "code": code, "amount": total_of(found), "deals": len(found)})
    told = pd.DataFrame(rows, columns=["label", "code", "amount", "deals"])
    told = told.sort_values(["amount", "code"], ascending=[False, True], ignore_index=True)
    labels = [f"{money(row['amount'])} · {signals_words.deals(row['deals'])}" for row in told.to_dict("records")]
    return Finding(told, labels, _most_common(book, told))


def _most_common(book: Book, told: pd.DataFrame) -> str:
    due = book.deals[book.deals["is_due"]]
    unknown = [signals_words.label(code) for code in signals_words.CODES if len(due) and due[code].isna().all()]
    # What the past says does no harm may be common, but it is no finding.
    harmful = told[[book.calibration.points[code].points > 0 for code in told["code"]]]
    if harmful.empty:
        text = _("No deal due gives a signal that adds to its score")
    else:
        top, total = harmful.iloc[0], total_of(due["amount"])
        text = _("“{signal}” concerns {share} of the amount due, more than any other that adds to the score").format(
            share=words.percent(top["amount"] / total if total else None, digits=0),
            signal=signals_words.label(top["code"]),
        )
    return markdown(text + (f" ({_('not known: {signals}').format(signals=', '.join(unknown))})" if unknown else ""))
