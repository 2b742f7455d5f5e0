"""The review in sight: made from the release, or opened as it was frozen; what people said is put in."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace

import streamlit as st

from data import packs, reviews
from data.errors import Refused
from data.packs import Pack
from data.reviews import Decision, Review
from pages.components import codes, i18n, session, words
from pages.components.filters import Choice
from pages.components.i18n import _
from pages.components.safety import markdown
from pages.components.said import said as tell
from pages.review import make
from pages.review.document import Document, from_json

PACK, OTHER = "pack", "with"  # names in the URL
_FAILED = "_review_failed"
_KEPT, _OFFERED = 16, 6


@dataclass(frozen=True, slots=True)
class InSight:
    """The review the page shows. choice: of its quarter. pack: None where it is not frozen. said, last: what people
    said in this review and in the one before.
    """

    document: Document
    choice: Choice
    said: Review
    last: Review
    pack: Pack | None


def in_sight(choice: Choice) -> InSight:
    """The pack of the link, else the review of the chosen quarter. Stops the page where the pack cannot be read."""
    quarter = make.of_quarter(choice)
    folder = session.store().folder
    said, before = make.spoken(quarter, folder)
    number = st.query_params.get(PACK, "")
    if not (number.isascii() and number.isdigit()):
        return InSight(_made(quarter, said, before), quarter, said, before, None)
    try:
        pack, text = packs.read(folder, int(number))
    except Refused as error:
        st.error(markdown(tell(error.message)), icon=":material/block:")
        _back()
        st.stop()
    return InSight(from_json(text), quarter, said, before, pack)


def _made(quarter: Choice, said: Review, before: Review) -> Document:
    """The document of the release, quarter and what was said, in the language in force; shared by all who look."""
    release = session.release()
    if release is None:
        raise LookupError("There is no release to ask.")
    asked = (release.path, release.path.stat().st_mtime_ns, quarter, said, before, i18n.language(), i18n.locale())
    known, key = _documents(), repr(asked)
    if key not in known:
        bar = st.empty()
        known[key] = make.make(quarter, said, before, lambda done: bar.progress(done, text=_("Writing the review …")))
        bar.empty()
        while len(known) > _KEPT:
            known.popitem(last=False)
    return known[key]


# A cached function may show no progress, as it would be shown again with every answer from the cache.
@st.cache_resource(show_spinner=False)
def _documents() -> OrderedDict[str, Document]:
    """The documents made so far, the newest last."""
    return OrderedDict()


def quarters(found: InSight) -> None:
    """The last quarters to choose from, where no pack is in sight."""
    if found.pack is not None:
        return
    fiscal, quarter = found.choice.calendar, found.choice.period
    newest = max(fiscal.containing(found.choice.as_of, "quarter"), quarter, key=lambda each: each.start)
    offered = [newest]
    while len(offered) < _OFFERED and (earlier := fiscal.compared(offered[0], "previous")):
        offered.insert(0, earlier)
    names = {fiscal.code(each): each.label for each in (offered if quarter in offered else [quarter, *offered])}

    def picked() -> None:
        codes.change(period=st.session_state["review_quarter"])

    st.session_state["review_quarter"] = fiscal.code(quarter)
    st.segmented_control(
        _("Quarter"),
        list(names),
        format_func=names.__getitem__,
        key="review_quarter",
        on_change=picked,
        required=True,
        label_visibility="collapsed",
    )


def outcome() -> None:
    """What went wrong with the last click, told once."""
    if failed := st.session_state.pop(_FAILED, None):
        st.error(markdown(failed), icon=":material/block:")


def fail(sentence: str) -> None:
    """Tell at the next run why a click did nothing."""
    st.session_state[_FAILED] = sentence


def banner(found: InSight) -> None:
    """That a frozen pack is in sight, and the way back to the present."""
    if found.pack is None:
        return
    pack = found.pack
    text = _("“{name}”, frozen by {by} on {day} from release {release}: nothing here changes any more.")
    with st.container(horizontal=True, vertical_alignment="center", key="pack_banner"):
        st.info(
            markdown(
                text.format(
                    name=pack.name, by=pack.saved_by, day=words.day(pack.saved_at.date(), "long"), release=pack.release
                )
            ),
            icon=":material/ac_unit:",
            width="stretch",
        )
        _back()


def _back() -> None:
    st.button(_("Back to the present"), key="pack_close", on_click=show, args=(None,))


def show(number: int | None) -> None:
    """Open a pack by its number; None goes back to the present."""
    for name in (PACK, OTHER):
        st.query_params.pop(name, None)
    if number is not None:
        st.query_params[PACK] = str(number)


def said(found: InSight, change: Callable[[Review], Review]) -> None:
    """Keep a change of what was said; a refusal is told at the next run."""
    _say(make.names(found.choice)[0], change)


def stands(found: InSight, decision: Decision, status: str) -> None:
    """Keep how a carried decision stands, in the review that it is from."""
    own = replace(decision, decided_in="")
    now = replace(own, status=status)

    def change(review: Review) -> Review:
        return replace(review, decisions=tuple(now if item == own else item for item in review.decisions))

    _say(reviews.key(decision.decided_in, make.chosen(found.choice)), change)


def _say(name: str, change: Callable[[Review], Review]) -> None:
    try:
        reviews.say(session.store().folder, name, change)
    except Refused as error:
        fail(tell(error.message))


def basis(found: InSight) -> str:
    """What the review rests on, in a line. Markdown-safe."""
    document = found.document
    labels = document.labels
    day = labels["as_of"].format(day=document.write(document.as_of.isoformat(), "date"))
    return markdown(f"{day} · {labels['release'].format(number=document.release)} · {document.filters}")


def headline(found: InSight, section: str, text: str) -> None:
    """Keep a person's own headline of a section; blank goes back to what is computed."""
    said(found, lambda review: replace(review, headlines=review.headlines | {section: text.strip()}))


def comment(found: InSight, section: str, text: str) -> None:
    """Keep a comment on a section; blank takes it away."""
    said(found, lambda review: replace(review, comments=review.comments | {section: text.strip()}))
