"""What is supposed: the widgets of a scenario, kept in the session, and under a name for those who name it."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from data import scenarios
from data.errors import Refused
from data.scenarios import Saved
from metrics.forecast import Outlook
from metrics.forecast.what_if import Scenario
from pages.components import session, words
from pages.components.filters import Choice
from pages.components.i18n import _, ngettext
from pages.components.safety import markdown
from pages.components.said import said

_OFFERED = 300  # deals to choose from: a list of a hundred thousand would stop the browser
_LOST, _WON, _LATER, _OTHER = "what_lost", "what_won", "what_later", "what_amounts"
_WIN_RATE, _SLIP, _NAME, _TOLD = "what_win_rate", "what_slip", "what_name", "_what_told"
_LISTS = (_LOST, _WON, _LATER, _OTHER)
_HIGHEST = 1e15  # of an amount: beyond it nothing is exact any more


def scenario(outlook: Outlook, choice: Choice) -> Scenario:
    """Show the widgets, and return what they suppose."""
    labels = _labels(outlook.deals, choice)
    chosen = {key: st.session_state.get(key, []) for key in _LISTS}
    gone = {one for key in _LISTS for one in chosen[key]} - labels.keys()
    for key in _LISTS:
        st.session_state[key] = [one for one in chosen[key] if one in labels]
    for key, default in ((_WIN_RATE, 1.0), (_SLIP, 0)):
        st.session_state[key] = st.session_state.get(key, default)
    _menu(labels)
    for key, label, about in _questions(outlook):
        st.multiselect(label, list(labels), format_func=labels.__getitem__, key=key, placeholder=_("None"), help=about)
    amounts = _amounts(outlook.deals, labels, choice)
    st.slider(
        _("Odds of winning, times"),
        0.5,
        2.0,
        key=_WIN_RATE,
        step=0.05,
        format="×%.2f",
        help=_("Of every open deal: chance ÷ (1 − chance), times this factor. Deals not yet created stay as they are."),
    )
    st.slider(
        _("Slip of all deals, %"),
        0,
        50,
        key=_SLIP,
        step=5,
        help=_("This share of every open deal's chance moves to the next period, for all of them together."),
    )
    _notes(outlook, len(labels), len(gone))
    kept = st.session_state
    return Scenario(
        tuple(kept[_LOST]), tuple(kept[_WON]), tuple(kept[_LATER]), amounts, kept[_WIN_RATE], kept[_SLIP] / 100
    )


def _notes(outlook: Outlook, offered: int, gone: int) -> None:
    """How many deals can be chosen, and how many that were named are no longer open."""
    if gone:
        text = ngettext(
            "{n} deal that was named is not open here any more, and is left out.",
            "{n} deals that were named are not open here any more, and are left out.",
            gone,
        )
        st.caption(markdown(text.format(n=words.number(gone))))
    if len(outlook.deals) > offered:
        text = _("The {shown} of {all} open deals that weigh most in {period} can be chosen.")
        period = outlook.periods[0].period.label
        said = text.format(shown=words.number(offered), all=words.number(len(outlook.deals)), period=period)
        st.caption(markdown(said))


def _questions(outlook: Outlook) -> list[tuple[str, str, str]]:
    """Key, question and meaning of each list of deals."""
    following = _("Its chance of being won in the period moves to the next one.")
    return [
        (_LOST, _("These deals are lost"), _("Their chance is 0.")),
        (
            _WON,
            _("These deals are won in {period}").format(period=markdown(outlook.periods[0].period.label)),
            _("Their chance is 1."),
        ),
        (_LATER, _("These deals move to the next period"), following),
        (
            _OTHER,
            _("These deals have another amount"),
            _("The amount as it would stand in the CRM; it is realised as the present one is expected to be."),
        ),
    ]


def _labels(deals: pd.DataFrame, choice: Choice) -> dict[str, str]:
    """Id → deal in words, of those that weigh most and of those chosen already; plain text."""
    weight = (deals["amount"] * deals["chance_0"]).rank(method="first", ascending=False)
    chosen = {one for key in _LISTS for one in st.session_state.get(key, [])}
    offered = deals[(weight <= _OFFERED) | deals["opportunity_id"].isin(chosen)]
    offered = offered.loc[weight[offered.index].sort_values().index]
    money = words.money(choice.currency)
    offered = offered.assign(shown=offered["quoted"].fillna(offered["amount"]))
    return {row["opportunity_id"]: _label(row, money(row["shown"])) for row in offered.to_dict("records")}


def _label(deal: Mapping[str, Any], amount: str) -> str:
    name = deal["opportunity_id"] if pd.isna(deal["name"]) else deal["name"]
    account = "" if pd.isna(deal["account_name"]) else f" · {deal['account_name']}"
    return f"{name}{account} · {amount} · {words.percent(deal['chance_0'], 0)}"


def _amounts(deals: pd.DataFrame, labels: Mapping[str, str], choice: Choice) -> dict[str, float]:
    """Id → amount supposed, asked for each of the deals chosen."""
    known = deals.set_index("opportunity_id")
    found = {}
    for one in st.session_state[_OTHER]:
        key, quoted = f"what_amount_{one}", known.loc[one, "quoted"]
        now = known.loc[one, "amount"] if pd.isna(quoted) else quoted
        st.session_state[key] = st.session_state.get(key, float(now))
        amount = st.number_input(
            _("Amount of {deal}, {currency}").format(deal=markdown(labels[one]), currency=choice.currency),
            0.0,
            _HIGHEST,
            key=key,
        )
        if amount is not None:
            found[one] = float(amount)
    return found


# ---- named scenarios -------------------------------------------------------------------------------------------------


def _menu(labels: Mapping[str, str]) -> None:
    """Saved scenarios to load and delete, a name for the present one, and the way back to the base."""
    folder = session.store().folder
    with st.container(horizontal=True, gap="xsmall", vertical_alignment="center"):
        with st.popover(_("Scenarios"), icon=":material/bookmark:", key="what_saved", help=_("Saved scenarios")):
            known = scenarios.saved(folder)
            for number, saved in enumerate(known):
                with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
                    st.button(
                        markdown(saved.name),
                        key=f"what_open_{number}",
                        type="tertiary",
                        width="stretch",
                        on_click=_load,
                        args=(saved,),
                    )
                    st.button(
                        _("Delete"),
                        key=f"what_delete_{number}",
                        type="tertiary",
                        icon=":material/delete:",
                        on_click=scenarios.delete,
                        args=(folder, saved.name),
                    )
            if not known:
                st.caption(_("No scenario is saved yet."))
            st.text_input(_("Name of the present scenario"), key=_NAME, max_chars=80)
            st.button(_("Save"), key="what_save", on_click=_save, icon=":material/bookmark_add:")
            st.caption(_("Only what is supposed is kept, no deal is changed."))
        st.button(_("Back to the forecast"), key="what_reset", type="tertiary", on_click=_load, args=(Saved(""),))
    if told := st.session_state.pop(_TOLD, None):
        st.caption(markdown(told))


def _load(saved: Saved) -> None:
    """Let the widgets say what a saved scenario says; the blank one says nothing."""
    kept = st.session_state
    kept[_LOST], kept[_WON], kept[_LATER] = list(saved.lost), list(saved.won), list(saved.later)
    kept[_OTHER] = list(saved.amounts)
    for one, amount in saved.amounts.items():
        kept[f"what_amount_{one}"] = min(max(float(amount), 0.0), _HIGHEST)
    kept[_WIN_RATE] = min(max(float(saved.win_rate), 0.5), 2.0)
    kept[_SLIP] = min(round(saved.slip * 20) * 5, 50)


def _save() -> None:
    kept = st.session_state
    amounts = {one: float(kept.get(f"what_amount_{one}") or 0.0) for one in kept[_OTHER]}
    named = Saved(kept[_NAME], kept[_LOST], kept[_WON], kept[_LATER], amounts, kept[_WIN_RATE], kept[_SLIP] / 100)
    try:
        scenarios.save(session.store().folder, named)
    except Refused as error:
        kept[_TOLD] = said(error.message)
        return
    except OSError as error:
        kept[_TOLD] = str(error)
        return
    kept[_TOLD] = _("Saved as {name}.").format(name=named.name.strip())
    kept[_NAME] = ""
