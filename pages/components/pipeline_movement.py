"""The movement on the page: waterfall, proof, table, weeks, and the net reading."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

import queries
from metrics import movement
from metrics.movement import Movement
from pages.charts import pipeline as charts
from pages.charts.style import CONFIG
from pages.components import pipeline_deals, pipeline_words, tables, words
from pages.components.filters import Choice
from pages.components.i18n import _
from pages.components.pipeline import Flow
from pages.components.safety import markdown
from pages.components.tables import Column

_CHART = "waterfall"


def waterfall(flow: Flow, choice: Choice) -> None:
    """The bars from start to end, and the sum written out."""
    found = flow.gross
    st.markdown(f"**{pipeline_words.movement(found, flow.window, choice.currency)}**")
    if found.is_still:
        st.caption(_("Choose other days or other deals, or import the opportunities of another day."))
        return
    bars = movement.bars(found)
    rows = list(zip(bars["reason"], bars["amount"], bars["deals"], strict=True))
    st.plotly_chart(
        charts.waterfall(
            bars,
            names=[pipeline_words.reason(code) for code, _amount, _deals in rows],
            labels=[pipeline_words.bar_label(*row, choice.currency) for row in rows],
        ),
        key=_CHART,
        on_select=_picker(bars),
        selection_mode="points",
        config=CONFIG,
        alt=_("Pipeline at the start, what added to it, what took from it, and pipeline at the end"),
    )
    equation = pipeline_words.equation(found, choice.currency)
    if found.adds_up:
        st.caption(f":material/check_circle: {markdown(_('Adds up to the cent: {sum}').format(sum=equation))}")
    else:
        text = _("This does not add up. {amount} and {deals} are not explained by the moves: {sum}")
        missing = pipeline_words.signed(found.difference, choice.currency, compact=False)
        odd = pipeline_words.count_of(found.deals_difference)
        st.error(markdown(text.format(amount=missing, deals=odd, sum=equation)))


def _picker(bars: pd.DataFrame) -> Callable[[], None]:
    """What a click on the chart does: it picks the reason of the row."""

    def pick() -> None:
        points = st.session_state[_CHART]["selection"]["points"]
        codes = [bars["reason"].iloc[point["point_index"]] for point in points]
        picked = next((code for code in codes if code in movement.REASONS), None)
        if picked:
            st.query_params[pipeline_deals.REASON] = picked

    return pick


def notes(flow: Flow, choice: Choice) -> None:
    """What the movement rests on, and what is odd about it."""
    told = pipeline_words.basis(flow.sources, flow.window)
    told.append(pipeline_words.seen(flow.gross, flow.window, choice.currency))
    st.caption("  \n".join(markdown(note) for note in told if note))


def table(flow: Flow, choice: Choice) -> None:
    """The movement in figures, gross beside net, with what each reason means, and its SQL: for who opens it."""
    label = _("The movement in figures, gross and net")
    tables.folded(label, key="movement_figures", draw=lambda: _figures(flow, choice))


def _figures(flow: Flow, choice: Choice) -> None:
    frame = _both(flow.gross, flow.net)
    currency = choice.currency
    columns = {
        "step": Column(_("Step"), width="medium"),
        "amount": Column(_("Amount, {currency}").format(currency=currency), "money"),
        "deals": Column(_("Deals"), "number", width="small"),
        "moves": Column(_("Moves"), "number", width="small"),
        "without_amount": Column(
            _("Without amount"),
            "number",
            width="small",
            help=_("Moves of deals whose amount is blank; it counts as 0."),
        ),
        "net_amount": Column(
            _("Net amount, {currency}").format(currency=currency),
            "money",
            help=_("The end against the start, each deal once: what went out and came back counts nowhere."),
        ),
        "net_deals": Column(_("Net deals"), "number", width="small"),
        "meaning": Column(_("What it means"), width="large"),
    }
    tables.show(
        frame,
        columns,
        key="movement",
        file_name=pipeline_deals.file_name("movement", flow.window),
        about=pipeline_deals.about(choice, flow.window),
        alt=_("The movement in figures"),
    )
    with st.expander(_("SQL")):
        st.caption(markdown(queries.load("pipeline/movement").purpose))
        st.code(queries.scoped_sql("pipeline/movement", choice.scope), language="sql", height=320)
        bound = choice.scope.params | flow.window.params
        st.code("\n".join(f":{name} = {value}" for name, value in bound.items()), language=None)


def _both(gross: Movement, net: Movement) -> pd.DataFrame:
    rows = [("start", gross.start, gross.start_deals, None, None, net.start, net.start_deals)]
    for step in gross.steps:
        once = net.step(step.reason)
        rows.append((step.reason, step.amount, step.deals, step.moves, step.without_amount, once.amount, once.deals))
    rows.append(("end", gross.end, gross.end_deals, None, None, net.end, net.end_deals))
    names = ["reason", "amount", "deals", "moves", "without_amount", "net_amount", "net_deals"]
    frame = pd.DataFrame(rows, columns=names)
    return frame.assign(
        step=frame["reason"].map(pipeline_words.reason),
        meaning=frame["reason"].map(pipeline_words.meaning),
        amount=frame["amount"].astype(float),
        net_amount=frame["net_amount"].astype(float),
        moves=frame["moves"].astype("Int64"),
        without_amount=frame["without_amount"].astype("Int64"),
    )


def weeks(flow: Flow, choice: Choice) -> None:
    """What moved in each week of the window."""
    found = flow.weeks
    st.markdown(f"**{pipeline_words.weeks(found, choice.currency)}**")
    if found.empty:
        st.caption(_("No move is known in these days."))
        return
    st.plotly_chart(
        charts.by_week(
            found,
            money=words.money(choice.currency),
            day=words.day_month,
            words={
                "created": _("Newly created"),
                "came": _("Pulled in, reopened, increased"),
                "won": _("Won"),
                "lost": _("Lost, removed"),
                "went": _("Pushed out, decreased"),
            },
        ),
        key="movement_weeks",
        config=CONFIG,
        alt=_("What came into the pipeline and what left it, week by week"),
    )
    tables.folded(_("Table"), key="weeks_figures", draw=lambda: _week_table(found, flow, choice))


def _week_table(found: pd.DataFrame, flow: Flow, choice: Choice) -> None:
    shown = [name for name in found.columns if name != "week_start"]
    columns = {"week_start": Column(_("Week of"), "date")} | {
        name: Column(pipeline_words.reason(name), "money") for name in shown
    }
    tables.show(
        found,
        columns,
        key="movement_by_week",
        file_name=pipeline_deals.file_name("movement-by-week", flow.window),
        about=pipeline_deals.about(choice, flow.window),
        alt=_("The movement week by week in figures"),
    )


def net(flow: Flow, choice: Choice) -> None:
    """The net reading, and the way to its deals."""
    text = pipeline_words.net(flow.net, choice.currency)
    st.markdown(f"**{text}**")
    st.caption(
        markdown(
            _(
                "End against start, each deal once. What was pushed out and pulled back, or created and lost within"
                " these days, is in the bars but makes no difference here."
            )
        )
    )
    if st.button(_("Show each deal"), key="net_deals_open", type="tertiary"):
        st.dialog(_("End against start, deal by deal"), width="large")(pipeline_deals.net_dialog)(flow, choice)
