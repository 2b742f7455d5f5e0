"""How good the forecasts have been: the record, worked out when it is asked for."""

import streamlit as st

from metrics import call_accuracy
from metrics.forecast import OURS, Record, caveats
from pages.charts import forecast as charts
from pages.charts.style import CONFIG
from pages.components import definitions, filters, forecast, tables, words
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
    "stage_history": N_("History of stages alone"),
    "categories": N_("Commit and won"),
    "categories_most_likely": N_("Most likely, commit and won"),
    "categories_best_case": N_("Best case and all above"),
    "calls": N_("People's calls"),
}


def show(choice: Choice) -> None:
    """The record of the whole company, week by week of every finished period."""
    st.markdown(f"**{markdown(_('How good have our forecasts been?'))}**")
    ahead = filters.url_choice(
        _("Which period"), ["0", "1"], key="recorded", names={"0": _("The period under way"), "1": _("The one after")}
    )
    wanted = st.toggle(
        _("Forecast every finished period again, week by week, from what was known then"),
        key="forecast_record_wanted",
        bind="query-params",
    )
    if not wanted:
        st.caption(_("Of a large company this takes up to a minute; leave the page or switch it off to stop."))
        return
    bar = st.progress(0.0, text=_("Forecasting the past …"))
    record = forecast.record(choice, bar.progress, ahead=int(ahead))
    bar.empty()
    if record.origins.empty:
        st.caption(_("There is no finished period after the first one yet."))
        return
    st.markdown(markdown(_finding(record)))
    if record.is_baseline_better and record.best_baseline:
        said = (
            _(
                "On this data “{method}” has been closer than this forecast by more than chance, over all weeks. Where"
                " it has been closer at the same point of earlier periods too, it is used."
            )
            if record.best_baseline in caveats.CLOSER
            else _("On this data “{method}” has been closer than this forecast by more than chance: look at both.")
        )
        st.warning(markdown(said.format(method=_(_METHODS[record.best_baseline]))))
    _chart(record)
    _scores(record, choice)
    _weeks(record, choice)
    _reliability(record, choice)
    _people(choice)


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
            **_accuracy(),
            "pinball": Column(_("Pinball loss"), "ratio", help=definitions.of("forecast_pinball")),
            "coverage_80": _coverage(),
            "skill": Column(_("Skill against it"), "ratio", help=definitions.of("forecast_skill")),
        },
        key="forecast_scores",
        file_name="forecast-record",
        about=summary(choice),
        alt=_("Accuracy of each method"),
    )


def _accuracy() -> dict[str, Column]:
    return {
        "wape": Column(_("Error (WAPE)"), "ratio", help=definitions.of("forecast_accuracy")),
        "bias": Column(_("Bias"), "ratio", help=definitions.of("forecast_bias")),
    }


def _coverage() -> Column:
    return Column(_("Within the 80 % range"), "ratio", help=definitions.of("forecast_coverage"))


def _weeks(record: Record, choice: Choice) -> None:
    with st.expander(_("By week of the period"), key="forecast_weeks"):
        known = list(dict.fromkeys(record.scores["method"]))
        names = {method: _(_METHODS[method]) for method in known}
        method = filters.url_choice(_("Method"), known, key="method", names=names)
        tables.show(
            record.by_week[record.by_week["method"] == method].reset_index(drop=True),
            {
                "week": Column(_("Week"), "number", help=_("0: the day before the period begins")),
                "origins": Column(_("Forecasts"), "number"),
                **_accuracy(),
                "coverage_80": _coverage(),
            },
            key="forecast_weeks",
            file_name=f"forecast-record-by-week-{method}",
            about=summary(choice),
            alt=_("Accuracy by week of the period"),
        )


def _people(choice: Choice) -> None:
    """The record of people's own calls, person by person."""
    found, people = forecast.callers(choice)
    if found.empty:
        return
    st.markdown(f"**{markdown(_('How good have people’s calls been?'))}**", help=definitions.of("forecast_bias"))
    weeks = sorted(found["week"].unique())
    names = {"": _("All weeks")} | {str(week): _("Week {n}").format(n=words.number(week)) for week in weeks}
    wanted = filters.url_choice(_("Week of the period"), list(names), key="called_in", names=names)
    table = call_accuracy.by_person(found, int(wanted) if wanted else None)
    named = people.set_index("rep_id")["rep_name"]
    tables.show(
        table.assign(name=table["rep_id"].map(named)),
        {
            "name": Column(_("Person"), width=180, help=_("Managers with everyone below.")),
            "calls": Column(_("Weekly calls"), "number"),
            "periods": Column(_("Periods"), "number"),
            **_accuracy(),
            "hit_5": Column(_("Within 5 %"), "ratio"),
            "hit_10": Column(_("Within 10 %"), "ratio"),
        },
        key="forecast_callers",
        file_name="forecast-record-by-person",
        about=summary(choice),
        alt=_("Accuracy of each person's calls"),
        height=390,
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
