"""What intake could not tell of a file, asked where the file stands; and how else it can be read."""

import re
from collections.abc import Callable
from decimal import Decimal
from itertools import zip_longest
from typing import Any

import pandas as pd
import streamlit as st

from data.intake import FileReport, dates
from pages.components import answers, fields, intake, mapping, words
from pages.components.i18n import _
from pages.components.safety import markdown
from pages.components.said import detail, details

_NUMBER = re.compile(r"[\d.,]+")


def ask(report: FileReport, file: str, people: tuple[str, ...]) -> None:
    """The questions that a file leaves open, below what is said of it. people: whom an owner may be."""
    found = {item.code: item.message for item in report.findings}
    if report.code and report.refused:
        found[report.code] = report.refused
    match report.code:
        case "AMBIGUOUS_DATES":
            _dates(file, report.refused or "")
        case "AMBIGUOUS_NUMBERS":
            _decimals(file, report.refused or "")
        case "DUPLICATE_HEADERS":
            _twins(report, file)
        case "MISSING_COLUMNS":
            _missing(report, file)
        case "UNKNOWN_FILE":
            _entities(file, report.refused or "")
        case "BAD_ENCODING":
            keep_text("encoding", _("Encoding, such as cp1252"), file)
    for column in report.columns if not report.refused else ():
        if column.likely:
            _uncertain(column.header, column.likely, column.samples, file)
    if "UNKNOWN_STAGE" in found:
        _stages(found["UNKNOWN_STAGE"], file)
    if "UNKNOWN_OWNER" in found:
        _owners(found["UNKNOWN_OWNER"], file, people)


def read_otherwise(reports: list[FileReport], file: str) -> None:
    """All the other answers about a file, for those who know better, and mappings kept by name.

    reports: of all its tables. Columns are corrected where they are shown.
    """
    with st.expander(_("Read this file otherwise, or keep how it is read"), key=f"otherwise_{file}"):
        label = _("Ask anew what was answered for earlier files with the same columns")
        st.checkbox(label, **_bound("afresh", file, blank=False))
        with st.container(horizontal=True):
            _pick("date_order", _("Order of dates"), _orders(), file)
            _pick("decimal", _("Decimal mark"), _marks(), file)
            _pick(
                "entity",
                _("What the file is about"),
                {code: words.entity(code) for code in intake.entity_choices()},
                file,
            )
        _column_orders(reports, file)
        with st.container(horizontal=True):
            keep_text("sheet", _("Sheet of the workbook"), file)
            keep_text("encoding", _("Encoding, such as cp1252"), file)
            keep_text("delimiter", _("Delimiter: one character, or tab"), file)
        mapping.show(reports, file)


def keep_text(name: str, label: str, file: str) -> None:
    """An answer in words."""
    st.text_input(label, width=260, **_bound(name, file, blank=""))


def _pick(name: str, label: str, names: dict[str, str], file: str) -> None:
    bound = _bound(name, file, blank=None)
    _select(label, names, bound["key"], bound["on_change"], *bound["args"])


def _select(label: str, names: dict[str, str], key: str, answered: Callable[..., None], *about: object) -> None:
    st.selectbox(
        markdown(label),
        list(names),
        index=None,
        format_func=names.__getitem__,
        placeholder=_("told from the file"),
        width=260,
        key=key,
        on_change=answered,
        args=about,
    )


def _choose(name: str, label: str, names: dict[str, str], file: str) -> None:
    """A question that the file cannot be read without: the choices in sight, none of them made."""
    key = f"ask_{name}_{file}"
    _radio(label, names, key, _given, name, file, key)


def _radio(label: str, names: dict[str, str], key: str, answered: Callable[..., None], *about: object) -> None:
    st.radio(
        markdown(label),
        list(names),
        index=None,
        format_func=lambda code: markdown(names[code]),
        key=key,
        horizontal=len(names) < 4,
        on_change=answered,
        args=about,
    )


def _bound(name: str, file: str, *, blank: object) -> dict[str, Any]:
    """What makes a widget show the answer there is and keep the one that is given in it."""
    key = answers.key(name, file)
    st.session_state[key] = answers.of(file).get(name) or blank
    return {"key": key, "on_change": _given, "args": (name, file, key)}


def _given(name: str, file: str, key: str) -> None:
    answers.give(file, **{name: st.session_state[key]})


def _orders() -> dict[str, str]:
    return {"dmy": _("day, month, year"), "mdy": _("month, day, year")}


def _marks() -> dict[str, str]:
    return {"point": _("point: 1,234.56"), "comma": _("comma: 1.234,56")}


def _dates(file: str, refusal: str) -> None:
    """Which order holds in each column that is open, with the day that its example would be."""
    text = _("Which order do the dates of “{header}” have?")
    for header, example in zip_longest(details(refusal, "headers"), details(refusal, "examples"), fillvalue=""):
        names = _orders()
        found, _at = dates.read_text(example)
        if isinstance(found, dates.TwoOrders):
            days = {"dmy": found.read("dmy"), "mdy": found.read("mdy")}
            names = {
                code: f"{name} – {example} = {words.day(day, 'long')}"
                for code, name in names.items()
                if (day := days[code])
            }
        key = f"ask_date_order_{file}_{header}"
        _radio(text.format(header=header[:60]), names, key, _ordered, file, header, key)


def _ordered(file: str, header: str, key: str) -> None:
    """Keep the order that a column's dates were said to have; None takes back what was said."""
    said = answers.of(file).get("date_orders", {}) | {header: st.session_state[key]}
    answers.give(file, date_orders={name: order for name, order in said.items() if order})


def _column_orders(reports: list[FileReport], file: str) -> None:
    """The order of dates of each single column that does not tell it itself, where there are several of them."""
    headers = dict.fromkeys(column.header for report in reports for column in report.columns if column.is_two_way)
    if len(headers) < 2:
        return
    names = _orders()
    with st.container(horizontal=True):
        for header in headers:
            key = f"answer_date_order_{file}_{header}"
            st.session_state[key] = answers.of(file).get("date_orders", {}).get(header)
            _select(
                _("Order of dates in “{header}”").format(header=header[:60]), names, key, _ordered, file, header, key
            )


def _decimals(file: str, refusal: str) -> None:
    """Which mark parts the decimals, with what the example would be."""
    example = detail(refusal, "example")
    names = _marks()
    if _NUMBER.fullmatch(example):
        whole = {"point": example.replace(",", ""), "comma": example.replace(".", "").replace(",", ".")}
        names = {code: f"{name} – {example} = {words.exact(Decimal(whole[code]))}" for code, name in names.items()}
    _choose("decimal", _("Which mark do the decimals have?"), names, file)


def _entities(file: str, refusal: str) -> None:
    codes = details(refusal, "entities") or intake.entity_choices()
    _choose("entity", _("What is the file about?"), {code: words.entity(code) for code in codes}, file)


def _twins(report: FileReport, file: str) -> None:
    """Which of several columns of one name is meant, by what stands in them; the others are left out."""
    header, target = detail(report.refused, "header"), detail(report.refused, "field")
    if not target:
        return
    alike = [column for column in report.columns if re.fullmatch(re.escape(header) + r" \(\d+\)", column.header)]
    names = {column.header: f"{column.header}: {_shown(column.samples)}" for column in alike}
    key = f"ask_twins_{file}_{target}"
    label = _("Which column is the {field}?").format(field=fields.label(target))
    _radio(label, names, key, _meant, file, target, list(names), key)


def _meant(file: str, target: str, alike: list[str], key: str) -> None:
    said = {name: target if name == st.session_state[key] else "-" for name in alike}
    answers.give(file, columns=answers.of(file).get("columns", {}) | said)


def _missing(report: FileReport, file: str) -> None:
    """What a needed column may be, to be confirmed with a click; else it is chosen in the table of columns."""
    likely = [column for column in report.columns if column.likely and column.field is None]
    for column in likely:
        text = _("Yes, “{header}” ({samples}) is the {field}")
        st.button(
            markdown(
                text.format(header=column.header, samples=_shown(column.samples), field=fields.label(column.likely))
            ),
            key=f"ask_missing_{file}_{column.header}",
            on_click=_take,
            args=(file, column.header, column.likely),
        )
    st.caption(_("Or choose in the table below what each column is."))


def _uncertain(header: str, likely: str, samples: tuple[tuple[str, str], ...], file: str) -> None:
    text = _("Is the column “{header}” ({samples}) the {field}?")
    with st.container(horizontal=True, vertical_alignment="center"):
        said = text.format(header=header, samples=_shown(samples), field=fields.label(likely))
        st.markdown(markdown(said), width="content")
        for name, answer in ((_("Yes"), likely), (_("No"), "-")):
            st.button(
                name, key=f"ask_{header}_{answer}_{file}", on_click=_take, args=(file, header, answer), width="content"
            )


def _take(file: str, header: str, target: str) -> None:
    answers.give(file, columns=answers.of(file).get("columns", {}) | {header: target})


def _shown(samples: tuple[tuple[str, str], ...]) -> str:
    return ", ".join(raw[:24] for raw, _read in samples[:3]) or "–"


def _stages(finding: str, file: str) -> None:
    """What the stages mean that nothing tells; unanswered they count as open."""
    _table(
        "stages",
        details(finding, "stages"),
        _("Stage"),
        _("means"),
        ["open", "won", "lost"],
        words.stage_kind,
        file,
        _("What do these stages mean?"),
    )


def _owners(finding: str, file: str, people: tuple[str, ...]) -> None:
    """Whom the owners stand for that no list of people knows; unanswered they are people of their own."""
    names = details(finding, "owners")
    _table("owners", names, _("Owner"), _("is this person"), list(people), str, file, _("Who are these owners?"))


def _table(
    name: str,
    rows: list[str],
    left: str,
    right: str,
    choices: list[str],
    shown: Callable[[object], str],
    file: str,
    question: str,
) -> None:
    """One answer for each row, given in place."""
    st.markdown(f"**{question}**")
    edited = st.data_editor(
        pd.DataFrame({"text": pd.Series(rows, dtype="str"), "answer": pd.Series([None] * len(rows), dtype="str")}),
        column_config={
            "text": st.column_config.TextColumn(left, disabled=True),
            "answer": st.column_config.SelectboxColumn(right, options=choices, format_func=shown),
        },
        hide_index=True,
        placeholder="–",
        width=560,
        key=f"ask_{name}_{file}_{len(answers.of(file).get(name, {}))}",
    )
    said = edited.dropna(subset=["answer"])
    given = dict(zip(said["text"], said["answer"], strict=True))
    if given:
        answers.keep(file, name, answers.of(file).get(name, {}) | given)
