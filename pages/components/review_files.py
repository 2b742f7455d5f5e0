"""The review out of the house: slides, PDF and workbook, made when they are asked for."""

import io
from collections.abc import Callable

import streamlit as st

from data.errors import Refused
from pages.components import i18n, session
from pages.components.filters import Choice
from pages.components.i18n import _
from pages.components.review import InSight
from pages.components.safety import markdown
from pages.components.said import said
from pages.review import deck, deck_master, digest, digest_html, paper, workbook

_PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def downloads(found: InSight) -> None:
    """A button for each kind of file."""
    document = found.document
    name = f"review-{document.period}" + (f"-pack-{found.pack.number}" if found.pack else "")
    template = _template()
    _button(
        _("Slides"), lambda: deck.as_pptx(document, io.BytesIO(template) if template else None), f"{name}.pptx", _PPTX
    )
    _button(_("PDF, A4"), lambda: paper.as_pdf(document, "a4"), f"{name}.pdf", "application/pdf")
    _button(_("PDF, letter"), lambda: paper.as_pdf(document, "letter"), f"{name}-letter.pdf", "application/pdf")
    _button(_("Excel"), lambda: workbook.as_xlsx(document), f"{name}.xlsx", _XLSX)
    if found.pack is None:
        _button(_("Weekly digest"), mail(found.choice), f"digest-{found.choice.as_of}.html", "text/html")


def mail(choice: Choice) -> Callable[[], bytes]:
    """What makes the weekly digest of the choice, in the language in force. It is called where no page runs."""
    store, language, locale = session.store(), i18n.language(), i18n.locale()

    def made() -> bytes:
        with session.asking(store), i18n.speaking(language, locale):
            return digest_html.as_html(digest.make(choice)).encode()

    return made


def _template() -> bytes | None:
    """The company's own template for slides, as uploaded in this session."""
    with st.popover(_("Template"), key="review_template_menu", icon=":material/palette:", type="tertiary"):
        st.caption(_("Slides take over the master, colours and fonts of a PowerPoint file of your own."))
        uploaded = st.file_uploader(_("PowerPoint file"), type=["pptx", "potx"], key="review_template")
        if uploaded is None:
            return None
        template = uploaded.getvalue()
        try:  # a button has nowhere to say so
            deck_master.of_template(io.BytesIO(template))
        except Refused as error:
            st.error(markdown(said(error.message)))
            return None
    return template


def _button(label: str, make: object, file_name: str, mime: str) -> None:
    st.download_button(
        label,
        make,  # ty: ignore[invalid-argument-type]
        file_name=file_name,
        mime=mime,
        key=f"review_{file_name.rsplit('.', 1)[-1]}_{label}",
        icon=":material/download:",
        on_click="ignore",
    )
