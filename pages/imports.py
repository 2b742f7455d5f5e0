"""Imports: what is in the files, and may it be published?"""

import streamlit as st

from pages.components import answers, import_change, import_log, import_report, intake, session, waiting
from pages.components.i18n import _
from pages.components.safety import markdown

# 1. The question
st.title(_("What is in your files, and may it be published?"), anchor=False)
intake.published()
if told := intake.done():
    st.success(markdown(told), icon=":material/check:")
if failure := intake.failed():
    st.error(markdown(failure), icon=":material/block:")

if session.release() is not None:
    import_log.demo_note(session.fetch("imports/log"))

# 2. Files and what is true of all of them
if intake.uploader_key() not in st.session_state:
    waiting.arrive()
uploaded = st.file_uploader(
    _("Exports from the CRM: CSV, Excel, or a ZIP of them. Several files are published together."),
    accept_multiple_files=True,
    key=intake.uploader_key(),
)
files = waiting.gather(uploaded)
if not files:
    answers.forget()
waiting.offer()

# 3. What would happen
if files:
    answers.about_all()
    outcome = intake.preview(files)
    if outcome is None:
        st.error(markdown(intake.failed()), icon=":material/block:")
        st.button(_("Try again"), key="again", on_click=intake.try_again)
        st.stop()
    answers.whether_complete(is_offered=intake.can_be_complete(outcome))
    if outcome.difference is not None:
        import_change.show(outcome.difference, key="preview")
    import_report.files(outcome, [file.file_id for file in files])
    may_publish = not any(report.refused for report in outcome.imports)
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(_("Publish"), type="primary", key="publish", disabled=not may_publish):
            intake.publish(files)
            st.rerun()
        st.button(_("Discard"), key="discard", on_click=intake.discard)
        st.caption(
            _("Nothing has been published yet.")
            if may_publish
            else _("Nothing is published until every file is understood.")
        )

# 4. The log
st.header(_("Import log"), anchor=False)
if session.release() is None:
    st.markdown(
        _("Nothing is imported yet. Start with the opportunities; quotas, people and stage history add to them.")
    )
    st.stop()
entries = session.fetch("imports/log")
if entries.empty:
    st.markdown(_("This store holds data that did not come from files."))
    st.stop()
import_log.log(entries)
entry = import_log.pick(entries)
import_log.details(entry)
import_log.original(entry)
import_log.undo_button(entry)
