"""Imports in the background: told while they run, stopped on request, and there again after a tab was closed."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Event, Thread
from time import monotonic

import streamlit as st

from data.errors import Refused
from data.intake import Options, Outcome, Step, Upload, import_files, waiting
from data.warehouse import Store
from pages.components import words
from pages.components.i18n import _, ngettext
from pages.components.safety import markdown

_LOG = logging.getLogger(__name__)
_LOOK_SECONDS = 0.15


class _Stopped(Exception):
    """Ends an import at the step it would begin next."""


@dataclass(slots=True)
class Job:
    """One import under way. outcome: what came of it. refusal: why nothing did, as a sentence."""

    is_dry_run: bool
    batch: str | None = None
    step: Step = "reading"
    file: str = ""
    rows: int = 0
    began: float = field(default_factory=monotonic)
    outcome: Outcome | None = None
    refusal: str | None = None
    is_stopped: bool = False
    finished: Event = field(default_factory=Event)
    stopping: Event = field(default_factory=Event)

    def stop(self) -> None:
        """End it at its next step; nothing is published then."""
        self.stopping.set()


def start(store: Store, uploads: Sequence[Upload], *, dry_run: bool, batch: str | None = None) -> Job:
    """Begin an import in a thread of its own. A publish is found again by `published`, whatever becomes of the tab.

    batch: the waiting files it publishes, which are deleted then.
    """
    job = Job(dry_run, batch)
    if not dry_run:
        _publishing()[str(store.folder)] = job
    Thread(target=_run, args=(job, store, list(uploads)), daemon=True).start()
    return job


def published(store: Store) -> Job | None:
    """The publish of a store that is under way, or whose end nobody has been told yet."""
    return _publishing().get(str(store.folder))


def told(store: Store) -> None:
    """The end of the store's publish has been told."""
    _publishing().pop(str(store.folder), None)


def wait(job: Job) -> None:
    """Show how far an import is, with rows and seconds and a button to stop it, until it has ended."""
    if job.finished.wait(_LOOK_SECONDS):
        return
    place = st.empty()
    with place.container(horizontal=True, vertical_alignment="center"):
        # A click runs the page anew; the job ends at its next step, and that run tells of it.
        st.button(_("Cancel"), key=f"cancel_{job.is_dry_run}", on_click=job.stop)
        line = st.empty()
    while not job.finished.wait(_LOOK_SECONDS):
        line.caption(markdown(_progress(job)))
    place.empty()


def _progress(job: Job) -> str:
    steps = {
        "reading": _("Reading {file}"),
        "comparing": _("Comparing {file} with what is known"),
        "deriving": _("Working out what changed"),
        "publishing": _("Publishing"),
    }
    rows = ngettext("{n} row read", "{n} rows read", job.rows).format(n=words.number(job.rows))
    seconds = _("{n} s").format(n=words.number(monotonic() - job.began))
    said = _("Stopping") if job.stopping.is_set() else steps[job.step].format(file=job.file)
    return " · ".join([said, rows, seconds])


def _run(job: Job, store: Store, uploads: list[Upload]) -> None:
    def tell(step: Step, file: str, rows: int) -> None:
        if job.stopping.is_set():
            raise _Stopped
        job.step, job.file, job.rows = step, file, rows

    try:
        job.outcome = import_files(store, uploads, Options(), now=datetime.now(UTC), dry_run=job.is_dry_run, tell=tell)
        if job.batch and job.outcome.release is not None:
            waiting.discard(store.folder, job.batch)
    except _Stopped:
        job.is_stopped = True
    except Refused as error:  # such as a store that another import holds
        job.refusal = error.message
    except Exception:
        # Whatever is wrong inside intake, nothing was published; the details are for the server's log, not the page.
        _LOG.exception("importing %s failed", [upload.name for upload in uploads])
    finally:
        job.finished.set()


@st.cache_resource(show_spinner=False)
def _publishing() -> dict[str, Job]:
    """Folder of a store → its publish."""
    return {}
