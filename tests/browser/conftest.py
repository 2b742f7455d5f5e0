"""A real server on a store of its own, and a real Chromium."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import expect

from data.warehouse import Store
from tests.pages.conftest import fill

ROOT = Path(__file__).parents[2]
_SECONDS = 60
expect.set_options(timeout=30_000)  # milliseconds: a busy machine draws the first chart late


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Use the Chromium of the machine; fail with what to do where there is none."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if found is None:
        pytest.fail(
            "The browser tests need Chromium: `apt install chromium`, or name one in the environment variable CHROMIUM."
        )
    arguments = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
    return {**browser_type_launch_args, "executable_path": found, "args": arguments}


@pytest.fixture(scope="session")
def app_store(tmp_path_factory):
    """The store behind the server: the deals of tests/pages, as of 15 August 2026."""
    store = Store(tmp_path_factory.mktemp("browser") / "store")
    fill(store)
    return store


@pytest.fixture(scope="session")
def address(app_store):
    """Where the app answers; the server runs for the whole session."""
    with serving(app_store) as found:
        yield found


@pytest.fixture
def empty_address(tmp_path):
    """Where a server of its own answers that nothing was imported into yet."""
    with serving(Store(tmp_path / "store")) as found:
        yield found


@contextmanager
def serving(store, script="app.py"):
    """A server on a store: its address, until the block ends, when its log is printed. script: what it runs."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        str(script),
        "--server.port",
        str(port),
        "--server.fileWatcherType",
        "none",
    ]
    environment = os.environ | {"QUARTERDECK_STORE": str(store.folder)}
    with (
        tempfile.TemporaryFile("w+") as log,
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log) as server,
    ):
        try:
            _wait(f"http://127.0.0.1:{port}/_stcore/health", server)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait()
            log.seek(0)
            print(log.read())


@pytest.fixture(scope="session")
def base_url(address):
    """Paths that a page opens are the app's; the plugin's own fixture of this name warns under pytest 9."""
    return address


def _wait(url, server):
    until = time.monotonic() + _SECONDS
    while time.monotonic() < until:
        if server.poll() is not None:
            pytest.fail(f"The server ended with {server.returncode} before it answered.")
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"The server did not answer within {_SECONDS} seconds.")


@dataclass
class Seen:
    """What a page did unasked: requests to other machines, and errors in its console."""

    outside: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def _is_error(message):
    # On a deep link Streamlit looks for its server under the page's own path before it looks at the root.
    return message.type == "error" and "/_stcore/" not in message.location.get("url", "")


@pytest.fixture
def seen(page, address):
    """What `page` does from now on."""
    noted = Seen()
    own = (address, address.replace("http", "ws", 1), "data:", "blob:")
    page.on("request", lambda request: None if request.url.startswith(own) else noted.outside.append(request.url))
    page.on("console", lambda message: noted.errors.append(message.text) if _is_error(message) else None)
    page.on("pageerror", lambda error: noted.errors.append(str(error)))
    return noted
