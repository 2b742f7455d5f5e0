"""The log of imports: what each did, its refused rows and its file, and the way back."""

import pandas as pd
import streamlit as st

from data import demo
from data.sentence import from_json
from pages.components import import_change, import_change_words, import_report, intake, session, stamp, tables, words
from pages.components.i18n import _
from pages.components.safety import markdown
from pages.components.tables import Column

_IMPORT, _RELEASE = "import", "_log_release"


def demo_note(entries: pd.DataFrame) -> None:
    """Offer to take the demo company out, where it is in the store: one's own files would be mixed into it."""
    if not stamp.holds_demo(entries):
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(_("This store holds the demo company. Take it out before you import files of your own."))
        st.button(_("Take the demo company out"), key="remove_demo", on_click=intake.remove_demo)


def log(entries: pd.DataFrame) -> None:
    """The table of all imports."""
    tables.show(
        entries.assign(
            effect=_effect_lines(entries),
            file=_names(entries),
            entity=entries["entity"].map(words.entity),
            source=entries["source"].map(words.source),
        ),
        {
            "import_id": Column(_("Import"), "number", width="small"),
            "file": Column(_("File"), width="medium"),
            "entity": Column(_("About")),
            "source": Column(_("Kind of export")),
            "imported_at": Column(_("Imported, UTC"), "moment"),
            "imported_by": Column(_("Imported by")),
            "as_of": Column(_("As of, UTC"), "moment"),
            "effect": Column(_("Effect"), width="medium"),
            "rows_read": Column(_("Rows read"), "number"),
            "rows_new": Column(_("New"), "number"),
            "rows_changed": Column(_("Changed"), "number"),
            "rows_unchanged": Column(_("Unchanged"), "number"),
            "rows_rejected": Column(_("Refused"), "number"),
            "amount_total": Column(_("Control total"), "number"),
            "findings": Column(_("Findings"), "number"),
            "undone_at": Column(_("Undone, UTC"), "moment"),
            "content_hash": Column(_("SHA-256 of the file"), width="small"),
        },
        key="log",
        file_name="quarterdeck-imports",
        alt=_("Every import with its row account"),
        height=320 if len(entries) > 8 else None,
    )


def _effect_lines(entries: pd.DataFrame) -> pd.Series:
    """What each import, with those published together with it, changed; empty where it is not known or nothing."""
    effects = session.fetch("imports/all_effects")
    currency = session.fetch("settings/organisation")["currency"].iloc[0]
    lines = {
        moment: import_change_words.account(rows.to_dict("records"), currency)
        for moment, rows in effects.groupby("published_at")
    }
    return entries["imported_at"].map(lines).fillna("")


def pick(entries: pd.DataFrame) -> pd.Series:
    """The import of the log to look at: the one in the link, or the newest of a release."""
    current = session.release()
    number = current.number if current else 0
    if st.session_state.get(_RELEASE, number) != number:
        st.query_params.pop(_IMPORT, None)  # what was just published or undone comes first
    st.session_state[_RELEASE] = number
    names = dict(zip(entries["import_id"].astype(str), _names(entries), strict=True))
    key = f"log_pick_{number}"

    def push() -> None:
        st.query_params[_IMPORT] = st.session_state[key]

    asked = st.query_params.get(_IMPORT)
    st.session_state[key] = asked if asked in names else next(iter(names))
    chosen = st.selectbox(
        _("Look at import"),
        list(names),
        format_func=lambda code: f"{code} · {names[code]}",
        key=key,
        on_change=push,
        width=480,
    )
    return entries[entries["import_id"] == int(chosen)].iloc[0]


def details(entry: pd.Series) -> None:
    """What an import of the log changed, its findings and its refused rows."""
    effects = session.fetch("imports/effects", published_at=entry["imported_at"])
    if not effects.empty:
        _effects(effects)
    logged = session.fetch("imports/findings", import_id=int(entry["import_id"])).to_dict("records")
    import_report.findings(
        [(from_json(row["message"], row["told"]), _numbers(row["sample_rows"]), row["row_count"]) for row in logged]
    )
    if entry["rows_rejected"] > 0:
        import_report.rejects(intake.logged_rejects(entry), entry["file_name"], key="log_rejects")


def _effects(effects: pd.DataFrame) -> None:
    """What was published together with an import, as the log keeps it."""
    currency = session.fetch("settings/organisation")["currency"].iloc[0]
    tables.show(
        effects.assign(
            account=effects["account"].map(import_change_words.account_name),
            effect=effects["effect"].map(import_change_words.effect),
        ),
        {
            "account": Column(_("Account of")),
            "effect": Column(_("Effect")),
            "deals": Column(_("Deals"), "number"),
            "amount": Column(_("Amount, {currency}").format(currency=currency), "money"),
        },
        key="log_effects",
        file_name="quarterdeck-import-effects",
        alt=_("What the import changed, with all that was published together with it"),
    )


def _numbers(sample: str | None) -> tuple[int, ...]:
    return tuple(int(part) for part in (sample or "").split(",") if part)


def original(entry: pd.Series) -> None:
    """Download the file as it was uploaded; nothing for data that did not come from one."""
    kept = intake.kept_file(entry)
    if kept is not None:
        st.download_button(
            _("Download the file"),
            kept,
            file_name=str(entry["file_name"]),
            mime="application/octet-stream",
            icon=":material/download:",
            key="original",
            on_click="ignore",
        )


def undo_button(entry: pd.Series) -> None:
    """Take the import back, after a look at what that changes; nothing for one that is undone already."""
    if pd.notna(entry["undone_at"]):
        st.caption(_("This import is undone."))
        return
    number = int(entry["import_id"])
    with st.expander(_("Undo this import"), icon=":material/undo:", key=f"undo_{number}", on_change="rerun") as shown:
        if not shown.open:
            return
        file = markdown(_names(entry.to_frame().T).iloc[0])
        text = _(
            "Import {number}, {file}, is taken out again; what it had overwritten comes back. All other imports stay."
        )
        st.markdown(text.format(number=number, file=f"**{file}**"))
        change = intake.would_take_back(number)
        if change is None:
            st.error(markdown(intake.failed()), icon=":material/block:")
            return
        import_change.show(change, key="undo", is_undo=True)
        st.button(
            _("Undo import {number}").format(number=number),
            key="undo_yes",
            type="primary",
            on_click=intake.take_back,
            args=(number,),
        )


def _names(entries: pd.DataFrame) -> pd.Series:
    """What each import of the log is called: its file and member, or what of the demo company it is."""
    member = entries["member"].map(lambda name: f" · {name}" if isinstance(name, str) and name else "")
    invented = _("demo company") + ": " + entries["entity"].map(words.entity)
    return (entries["file_name"].astype(str) + member).where(entries["source"] != demo.SOURCE, invented)
