"""How old open deals are, against what deals that were won took in the same stage and segment."""

from dataclasses import replace

import pandas as pd
import streamlit as st

from metrics import ageing
from metrics.ageing import Norms
from pages.charts import pipeline_open as charts
from pages.charts.style import CONFIG
from pages.components import deals, pipeline, pipeline_words, session, tables, words
from pages.components.filters import Choice, summary
from pages.components.i18n import _
from pages.components.safety import markdown
from pages.components.tables import Column

_PER_STAGE, _OLDEST = 40, 100
_HEIGHT = 360


def stage_norms(choice: Choice) -> Norms:
    """The norms of stages, of all won deals."""
    return ageing.stage_norms(session.fetch("pipeline/won_stays", pipeline.unfiltered(choice.scope)))


def bands(norms: Norms, choice: Choice) -> None:
    """Open deals of each stage by how long they have stood there."""
    ages = session.fetch("pipeline/stage_ages", choice.scope, today=choice.as_of)
    found = ageing.bands(ages, norms)
    st.markdown(f"**{_finding(found, norms, choice)}**")
    if found.empty:
        st.caption(_("No deal is open whose stage is known."))
        return
    names = stage_names(found)
    stages = list(dict.fromkeys(names))
    rows = found.assign(row=[stages.index(name) for name in names], stage_name=names)
    st.plotly_chart(
        charts.ages(
            rows,
            stages=stages,
            labels=[_label(rows[rows["row"] == row], norms, choice) for row in range(len(stages))],
            money=words.money(choice.currency),
            words=_band_names(),
        ),
        key="stage_ages",
        config=CONFIG,
        alt=_("Open pipeline of each stage by how long it has stood there, against the norm of won deals"),
    )
    st.caption(markdown(_basis(ages, norms)))
    tables.folded(_("Table"), key="age_figures", draw=lambda: _band_table(rows, norms, choice))


def stage_names(rows: pd.DataFrame) -> list[str]:
    """The stage of each row; with its pipeline where there are several, and said so where it is not known."""
    several = len(set(rows["pipeline"])) > 1
    names = [stage or _("not known yet") for stage in rows["stage"]]
    return [
        f"{name} ({pipe})" if several and pipe else name for name, pipe in zip(names, rows["pipeline"], strict=True)
    ]


def _band_names() -> dict[str, str]:
    return {
        "usual": _("up to the median"),
        "slow": _("up to p75"),
        "late": _("up to p90"),
        "beyond": _("beyond p90"),
        "unknown": _("not known"),
    }


def _label(rows: pd.DataFrame, norms: Norms, choice: Choice) -> str:
    """What stands with a stage: money, deals, and the norm of all segments."""
    text = _("{amount} · {deals}").format(
        amount=words.money(choice.currency)(float(rows["open_amount"].sum())),
        deals=pipeline_words.count_of(int(rows["open_deals"].sum())),
    )
    norm = norms.find((rows["pipeline"].iloc[0], rows["stage"].iloc[0]), "")
    if norm is None:
        return text
    return _("{amount} · p75 {days} d (n = {n})").format(
        amount=text, days=words.number(norm.p75), n=words.number(norm.n)
    )


def _finding(found: pd.DataFrame, norms: Norms, choice: Choice) -> str:
    if not norms:
        return markdown(_("How old open deals are: there is no norm yet"))
    late = found[found["band"] == "beyond"]
    if late.empty:
        return markdown(_("No open deal has stood in its stage longer than nine in ten won deals did"))
    text = _("{amount} in {deals} has stood in its stage longer than nine in ten won deals did")
    return markdown(
        text.format(
            amount=words.money(choice.currency)(float(late["open_amount"].sum())),
            deals=pipeline_words.count_of(int(late["open_deals"].sum())),
        )
    )


def _basis(ages: pd.DataFrame, norms: Norms) -> str:
    unseen = int(ages.loc[ages["is_at_least"], "open_deals"].sum())
    text = _(
        "Norm: days that deals which were won had stood in the same stage, of the same segment where at least {n} are"
        " known, else of all segments; whatever is filtered."
    ).format(n=words.number(ageing.LEAST_STAYS))
    if not norms:
        text = _(
            "A norm needs {n} won deals whose stays are known: from stage history, or from successive files."
        ).format(n=words.number(ageing.LEAST_STAYS))
    if unseen:
        more = _("Of {deals} nobody saw the entry into the stage, so they have stood there at least that long.")
        text = f"{text} {more.format(deals=pipeline_words.count_of(unseen))}"
    return text


def _band_table(rows: pd.DataFrame, norms: Norms, choice: Choice) -> None:
    of = [norms.find((row["pipeline"], row["stage"]), "") for row in rows.to_dict("records")]
    days = {
        f"p{part}": pd.Series([getattr(norm, f"p{part}") if norm else None for norm in of], rows.index, dtype=float)
        for part in (50, 75, 90)
    }
    shown = rows.assign(
        band_name=rows["band"].map(_band_names()),
        n=pd.Series([norm.n if norm else None for norm in of], rows.index, dtype="Int64"),
        **days,
    )
    columns = {
        "stage_name": Column(_("Stage")),
        "band_name": Column(_("Days in the stage")),
        "open_deals": Column(_("Deals"), "number"),
        "open_amount": Column(_("Open, {currency}").format(currency=choice.currency), "money"),
        "p50": Column(_("Median of won, days"), "number"),
        "p75": Column(_("p75 of won, days"), "number"),
        "p90": Column(_("p90 of won, days"), "number"),
        "n": Column(_("n won stays"), "number"),
    }
    tables.show(
        shown,
        columns,
        key="age_bands",
        file_name=f"stage-ages-{choice.as_of}",
        about=summary(choice),
        alt=_("Open pipeline by age in the stage, in figures"),
    )


def oldest(norms: Norms, choice: Choice) -> None:
    """The open deals that stand longest, measured by what is usual in their stage."""
    cycles = ageing.cycle_norms(session.fetch("pipeline/won_cycles", pipeline.unfiltered(choice.scope)))
    rows = session.fetch("pipeline/longest_in_stage", choice.scope, today=choice.as_of, most=_PER_STAGE)
    found = ageing.judged(rows, norms, cycles).head(_OLDEST)
    found = found.round({"over": 1, "stage_p75_days": 0, "age_p75_days": 0})
    st.markdown(f"**{_oldest_finding(found)}**")
    if found.empty:
        st.caption(_("No deal is open whose stage is known."))
        return
    known = deals.columns(choice.currency)
    columns = {
        "name": replace(known["name"], width=220),
        "rep_name": replace(known["rep_name"], width=120),
        "stage": replace(known["stage"], width=105),
        "stage_days": Column(_("In stage, d"), "number", width=85),
        "stage_p75_days": Column(
            _("p75 of won, d"), "number", width=105, help=_("Of the same stage, and segment where n allows.")
        ),
        "over": Column(_("× p75"), "number", width=70, help=_("Days in the stage ÷ p75 of won deals.")),
        "amount": replace(known["amount"], width=105),
        "age_days": replace(known["age_days"], width=80),
        "age_p75_days": Column(
            _("Cycle p75, d"), "number", width=95, help=_("Within which three in four won deals were won.")
        ),
        "close_on": replace(known["close_on"], width=90),
        "next_step": replace(known["next_step"], width=140),
        "account_name": known["account_name"],
        "stage_n": Column(_("n won stays"), "number", width=90),
        "opportunity_id": known["opportunity_id"],
    }
    tables.show(
        found,
        columns,
        key="oldest_deals",
        file_name=f"oldest-deals-{choice.as_of}",
        about=summary(choice),
        alt=_("The open deals that stand longest in their stage"),
        height=_HEIGHT,
    )


def _oldest_finding(found: pd.DataFrame) -> str:
    if found.empty or pd.isna(found["over"].iloc[0]):
        return markdown(_("Open deals that have stood longest in their stage"))
    first = found.iloc[0]
    text = _("{deal} has stood in {stage} for {days} days; three in four won deals took at most {usual}")
    return markdown(
        text.format(
            deal=first["name"],
            stage=first["stage"],
            days=words.number(first["stage_days"]),
            usual=words.number(first["stage_p75_days"]),
        )
    )
