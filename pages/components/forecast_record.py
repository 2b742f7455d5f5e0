"""How good the forecasts have been: the record, worked out when it is asked for."""

import streamlit as st

from metrics.forecast import OURS, Record
from pages.charts import forecast as charts
from pages.charts.style import CONFIG
from pages.components import forecast, tables, words
from pages.components.filters import Choice, summary
from pages.components.i18n import N_, _
from pages.components.safety import markdown
from pages.components.tables import Column

_METHODS = {
    OURS: N_("This forecast"),
    "model": N_("Pipeline model alone"),
    "pace": N_("Historical pace alone"),
    "last_period": N_("Same as the period before"),
    "year_before": N_("Same as a year before"),
    "run_rate": N_("Run rate"),
    "stage_weighted": N_("CRM chances × amounts"),
    "categories": N_("Commit and won"),
    "calls": N_("People's calls"),
}


def show(choice: Choice) -> None:
    """The record of the whole company, week by week of every finished period."""
    st.markdown(f"**{markdown(_('How good have our forecasts been?'))}**")
    wanted = st.toggle(
        _("Forecast every finished period again, week by week, from what was known then"), key="forecast_record_wanted"
    )
    if not wanted:
        st.caption(_("Of a large company this takes up to a minute; leave the page or switch it off to stop."))
        return
    bar = st.progress(0.0, text=_("Forecasting the past …"))
    record = forecast.record(choice, bar.progress)
    bar.empty()
    if record.origins.empty:
        st.caption(_("There is no finished period after the first one yet."))
        return
    st.markdown(markdown(_finding(record)))
    if record.is_baseline_better and record.best_baseline:
        said = _("On this data “{method}” has been better than this forecast by more than chance: use it.")
        st.warning(markdown(said.format(method=_(_METHODS[record.best_baseline]))))
    _chart(record)
    _scores(record, choice)
    _reliability(record, choice)


def _finding(record: Record) -> str:
    ours = record.scores.set_index("method").loc[OURS]
    text = _("{n} forecasts missed by {wape} on average (bias {bias}); {cover} of the results lay in the 80 % range.")
    return text.format(
        n=int(ours["origins"]),
        wape=words.percent(float(ours["wape"]), 1),
        bias=words.percent(float(ours["bias"]), 1),
        cover=words.percent(float(ours["coverage_80"]), 0),
    )


def _chart(record: Record) -> None:
    names = {OURS: _(_METHODS[OURS])}
    if record.best_baseline:
        names[record.best_baseline] = _(_METHODS[record.best_baseline])
    figure = charts.accuracy(record.by_week, names=names, percent=lambda share: words.percent(share, 1))
    alt = _("Average error by week of the period, beside the best simple method")
    st.plotly_chart(figure, config=CONFIG, key="forecast_accuracy", alt=alt)
    st.caption(_("Average error by week of the period, beside the best simple method"))


def _scores(record: Record, choice: Choice) -> None:
    rows = record.scores.assign(method=[_(_METHODS[method]) for method in record.scores["method"]])
    tables.show(
        rows,
        {
            "method": Column(_("Method"), width=200),
            "origins": Column(_("Forecasts"), "number"),
            "wape": Column(_("Error (WAPE)"), "ratio", help=_("Σ|forecast − actual| ÷ Σ actual")),
            "bias": Column(_("Bias"), "ratio", help=_("Σ(forecast − actual) ÷ Σ actual: above 0 is too high")),
            "pinball": Column(_("Pinball loss"), "ratio", help=_("Error of the whole range ÷ mean actual")),
            "coverage_80": Column(_("Within the 80 % range"), "ratio"),
            "skill": Column(_("Skill against it"), "ratio", help=_("1 − our error ÷ its error, where both spoke")),
        },
        key="forecast_scores",
        file_name="forecast-record",
        about=summary(choice),
        alt=_("Accuracy of each method"),
    )


def _reliability(record: Record, choice: Choice) -> None:
    st.markdown(f"**{markdown(_('Do the chances come true?'))}**")
    tables.show(
        record.reliability,
        {
            "said": Column(_("Chance said"), "ratio"),
            "happened": Column(_("Won in the period"), "ratio"),
            "low": Column(_("Low (95 %)"), "ratio"),
            "high": Column(_("High (95 %)"), "ratio"),
            "n": Column(_("Deals × weeks"), "number"),
        },
        key="forecast_reliability",
        file_name="forecast-reliability",
        about=summary(choice),
        alt=_("Chances that were said, and how often deals were won"),
    )
