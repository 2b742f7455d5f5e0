"""The sections of a review on the page: finding, figures, charts, tables, and a place to write one's own."""

import pandas as pd
import streamlit as st

from pages.charts import review as charts
from pages.charts.style import CONFIG
from pages.components import paper, review, tables
from pages.components.i18n import _
from pages.components.review import InSight
from pages.components.safety import markdown
from pages.components.tables import Kind
from pages.review.document import Card, Chart, Document, Section, Table

_MOST_CARDS = 6  # in a row
_KINDS: dict[str, Kind] = {
    "text": "text",
    "money": "money",
    "share": "ratio",
    "number": "number",
    "days": "number",
    "multiple": "number",
    "date": "date",
}


def summary(found: InSight) -> None:
    """All findings in a list: the review in a minute."""
    lines = [f"- **{markdown(item.title)}**: {markdown(item.headline)}" for item in found.document.sections]
    st.markdown("\n".join(lines))


def show(section: Section, found: InSight) -> None:
    """One section."""
    document = found.document
    with st.container(border=True, key=f"review_{section.key}"):
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.caption(markdown(section.title), width="content")
            if found.pack is None and not paper.is_on():
                _edit(section, found)
        st.subheader(markdown(section.headline), anchor=section.key)
        if section.computed:
            st.caption(markdown(document.labels["computed"].format(text=section.computed)))
        if section.lines:
            st.markdown("\n".join(f"- {markdown(line)}" for line in section.lines))
        _cards(section.cards, document)
        _charts(section.charts, document)
        for table in section.tables:
            with st.container(key=f"paper_{section.key}_{table.key}"):
                _table(table, section, document)
        if section.notes:
            with st.expander(markdown(document.labels["sources"]), key=f"review_notes_{section.key}", type="compact"):
                st.caption("  \n".join(markdown(note) for note in section.notes))


def _edit(section: Section, found: InSight) -> None:
    """Where a person writes another headline, and a comment."""
    with st.popover(_("Edit"), key=f"review_edit_{section.key}", icon=":material/edit:", type="tertiary"):
        with st.form(f"review_form_{section.key}", border=False):
            headline = st.text_area(
                _("Headline"), value=section.headline, key=f"review_headline_{section.key}", max_chars=300
            )
            comment = st.text_area(
                _("Comment"),
                value=found.said.comments.get(section.key, ""),
                key=f"review_comment_{section.key}",
                max_chars=2000,
                help=_("Stands before what was computed, on the page and in the files."),
            )
            if st.form_submit_button(_("Save"), type="primary"):
                review.headline(
                    found, section.key, "" if headline == (section.computed or section.headline) else headline
                )
                review.comment(found, section.key, comment)
                st.rerun()
        if section.computed and st.button(_("Back to the computed headline"), key=f"review_reset_{section.key}"):
            review.headline(found, section.key, "")
            st.rerun()


def _cards(cards: tuple[Card, ...], document: Document) -> None:
    if not cards:
        return
    with st.grid(len(cards) if len(cards) <= _MOST_CARDS else 4, min_column_width=150, gap="xsmall"):
        for card in cards:
            with st.container(border=True, height="stretch", gap="xxsmall"):
                st.metric(markdown(card.label), markdown(document.write(card.value, card.kind)))
                if card.note:
                    st.caption(markdown(card.note))


def _charts(shown: tuple[Chart, ...], document: Document) -> None:
    """Two side by side; the last of an odd number has the whole width."""
    paired = len(shown) // 2 * 2
    if paired:
        with st.grid(2, min_column_width=330, gap="small"):
            for chart in shown[:paired]:
                with st.container(height="stretch", key=f"paper_chart_{chart.key}"):
                    _chart(chart, document)
    for chart in shown[paired:]:
        with st.container(key=f"paper_chart_{chart.key}"):
            _chart(chart, document)


def _chart(chart: Chart, document: Document) -> None:
    st.markdown(f"**{markdown(chart.title)}**")
    figure = charts.draw(chart, document)
    st.plotly_chart(figure, key=f"review_chart_{chart.key}", config=CONFIG, alt=chart.alt)


def _table(table: Table, section: Section, document: Document) -> None:
    st.markdown(f"**{markdown(table.title)}**")
    if not table.rows:
        st.caption(markdown(document.labels["nothing"]))
        return
    names = [f"c{place}" for place in range(len(table.columns))]
    frame = pd.DataFrame(list(table.rows), columns=names)
    for name, column in zip(names, table.columns, strict=True):
        if column.kind == "date":
            frame[name] = pd.to_datetime(frame[name])
        elif column.kind != "text":
            frame[name] = pd.to_numeric(frame[name])
    tables.show(
        frame.head(table.shown) if paper.is_on() else frame,
        {
            name: tables.Column(column.label, _KINDS[column.kind])
            for name, column in zip(names, table.columns, strict=True)
        },
        paper=tuple(names),
        key=f"review_table_{section.key}_{table.key}",
        file_name=f"review-{document.period}-{table.key}",
        about=document.filters,
        alt=table.title,
        height=None if len(table.rows) <= table.shown else 36 * (table.shown + 1),
    )
