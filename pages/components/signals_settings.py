"""The thresholds of the signals, to be moved; and how the score is made, for those who ask."""

import pandas as pd
import streamlit as st

from metrics import risk, signals
from metrics.risk import Calibration
from metrics.values import Value
from pages.components import signals_words, tables, words
from pages.components.filters import Choice, summary
from pages.components.i18n import _, ngettext
from pages.components.safety import markdown
from pages.components.signals import RISK, Book, key
from pages.components.tables import Column


def popover(book: Book) -> None:
    """The popover with every signal explained, and its threshold; what is set stands in the link."""
    limits = dict(book.settings.thresholds)
    with st.popover(_("Signals and thresholds"), icon=":material/tune:", key="signals"):
        _number(RISK, _("At risk from a score of"), book.settings.at_risk, risk.AT_RISK, (1, 60))
        for code, signal in signals.SIGNALS.items():
            item = book.calibration.points[code]
            st.markdown(f"**{markdown(_(signal.label))}** {markdown(signals_words.points(item))}")
            st.caption(markdown(_(signal.meaning)))
            if bounds := signal.threshold:
                _number(key(code), _(bounds.question), limits[code], bounds.default, (bounds.low, bounds.high))


def _number(name: str, label: str, value: int, default: int, bounds: tuple[int, int]) -> None:
    def push() -> None:
        chosen = st.session_state[name]
        if chosen is None or chosen == default:
            st.query_params.pop(name, None)
        else:
            st.query_params[name] = str(chosen)

    st.session_state[name] = value
    st.number_input(label, bounds[0], bounds[1], key=name, step=1, on_change=push)


def how(book: Book, choice: Choice) -> None:
    """How the score is made and how well it has told: points, and their check on later deals."""
    calibration = book.calibration
    with st.expander(_("How the score is made, and how well it tells"), key="how"):
        st.markdown(markdown(_method(calibration)))
        _points_table(calibration, choice)
        st.markdown(markdown(_check(calibration)))
        if calibration.checked:
            _bands_table(calibration, choice)


def _method(calibration: Calibration) -> str:
    rule = _(
        "A deal's score is the sum of the points of its signals. Points are 10 × ln(odds ratio): 7 points double the"
        " odds of losing. They are fitted together, stage by stage, on past deals as they stood on month ends (nothing"
        " later is used); one that adds nothing to what the others tell here has 0 points."
    )
    if calibration.first is None:
        return f"{rule} {_no_past()}"
    past = ngettext(
        "Looked at: {n} past deal, open on month ends from {first} to {last} and decided since",
        "Looked at: {n} past deals, open on month ends from {first} to {last} and decided since",
        calibration.fitted,
    ).format(
        n=words.number(calibration.fitted),
        first=words.day(calibration.first),
        last=words.day(calibration.last or calibration.first),
    )
    left = ngettext("{n} still open is left out.", "{n} still open are left out.", calibration.undecided).format(
        n=words.number(calibration.undecided)
    )
    few = "" if calibration.is_fitted else f" {_no_past()}"
    return f"{rule} {past}; {left}{few}"


def _no_past() -> str:
    return _(
        "There are too few of them (at least {n} are needed), so every signal has the default of {points} points, not"
        " calibrated, and no chance of winning is given."
    ).format(n=words.number(risk.LEAST_DEALS), points=words.number(risk.DEFAULT_POINTS))


def _points_table(calibration: Calibration, choice: Choice) -> None:
    rows = [
        {
            "signal": _(signals.SIGNALS[code].label),
            "points": item.points,
            "origin": _origin(item),
            "deals": item.deals,
            "won_with": _percent(item.won_with.value),
            "interval": words.interval(item.won_with),
            "won_without": _percent(item.won_without.value),
            "meaning": _(signals.SIGNALS[code].meaning),
        }
        for code, item in calibration.points.items()
    ]
    columns = {
        "signal": Column(_("Signal"), width=130),
        "points": Column(_("Points"), "number", width=60),
        "origin": Column(_("Where from"), width=190),
        "deals": Column(_("Past deals with it"), "number", width=110),
        "won_with": Column(_("Won"), "ratio", width=70),
        "interval": Column(_("95 % interval"), width=110),
        "won_without": Column(
            _("Won without it"), "ratio", width=110, help=_("Deals without the signal, in stages mixed as theirs were")
        ),
        "meaning": Column(_("Meaning"), width="large"),
    }
    tables.show(
        pd.DataFrame(rows),
        columns,
        key="signal_points",
        file_name="risk-points",
        about=summary(choice),
        alt=_("The points of each signal and what they rest on"),
    )


def _percent(rate: float | None) -> float | None:
    return None if rate is None else round(rate, 2)


def _origin(item: risk.Points) -> str:
    if not item.is_calibrated:
        return _("default, not calibrated")
    return _("calibrated") if item.points else _("calibrated: adds nothing to the others")


def _check(calibration: Calibration) -> str:
    if not calibration.checked:
        return _("There are no later deals yet to check the points on.")
    return ngettext(
        "Checked on {n} later deal that the points were not fitted on:",
        "Checked on {n} later deals that the points were not fitted on:",
        calibration.checked,
    ).format(n=words.number(calibration.checked))


def _bands_table(calibration: Calibration, choice: Choice) -> None:
    bands = calibration.bands[calibration.bands["deals"] > 0]
    rates = [
        Value(band["rate"], band["deals"], band["rate_low"], band["rate_high"]) for band in bands.to_dict("records")
    ]
    shown = bands.assign(
        score=[_span(low, high) for low, high in zip(bands["low"], bands["high"], strict=True)],
        interval=[words.interval(rate) for rate in rates],
        rate=bands["rate"].astype(float).round(2),
        expected=bands["expected"].astype(float).round(2),
    )
    columns = {
        "score": Column(_("Score"), width=80),
        "deals": Column(_("Past deals"), "number", width=90),
        "won": Column(_("Won"), "number", width=70),
        "rate": Column(_("Share won"), "ratio", width=90),
        "interval": Column(_("95 % interval"), width=120),
        "expected": Column(_("Expected"), "ratio", width=90, help=_("The mean chance that the points gave them")),
    }
    tables.show(
        shown,
        columns,
        key="score_bands",
        file_name="risk-check",
        about=summary(choice),
        alt=_("Past deals by score, and how many were won"),
    )


def _span(low: float, high: float | None) -> str:
    if high is None or pd.isna(high):
        return _("{low} and more").format(low=words.number(low))
    return words.number(low) if low == high else f"{words.number(low)}–{words.number(high)}"
