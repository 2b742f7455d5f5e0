"""How the app is served: to this machine only, telling nobody, with headers that keep other sites out."""

import asyncio
import tomllib
from pathlib import Path

import app as server

ROOT = Path(__file__).parents[2]
SETTINGS = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))


def headers_of(answer: list[tuple[bytes, bytes]]) -> dict[str, str]:
    """The headers that reach a browser when the app behind the middleware answers with these."""

    async def behind(_scope, _receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": answer})

    sent = []

    async def send(message):
        sent.append(message)

    asyncio.run(server.SecurityHeaders(behind)({"type": "http"}, None, send))
    return {name.decode(): value.decode() for name, value in sent[0]["headers"]}


def test_every_answer_forbids_what_the_app_does_not_need():
    headers = headers_of([])

    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    assert policy["default-src"] == "'self'"
    assert policy["connect-src"] == "'self'"
    assert policy["object-src"] == "'none'"
    assert policy["frame-ancestors"] == "'self'"
    assert "'unsafe-inline'" not in policy["script-src"]
    assert not [source for source in policy.values() if "http" in source or "*" in source]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "SAMEORIGIN"
    assert headers["referrer-policy"] == "no-referrer"


def test_what_an_answer_says_itself_stands():
    assert headers_of([(b"referrer-policy", b"same-origin")])["referrer-policy"] == "same-origin"


def test_only_this_machine_is_served_unless_told_otherwise():
    assert SETTINGS["server"]["address"] == "127.0.0.1"
    assert 'os.environ.get("HOST", "127.0.0.1")' in (ROOT / "app.py").read_text(encoding="utf-8")


def test_nothing_is_told_and_no_door_stands_open():
    assert SETTINGS["browser"]["gatherUsageStats"] is False
    assert SETTINGS["server"]["enableAgentApi"] is False
    assert SETTINGS["server"]["headless"] is True
    assert 0 < SETTINGS["server"]["maxUploadSize"] <= 1024
    assert SETTINGS["client"]["showErrorDetails"] in ("type", "none")
    assert SETTINGS["client"]["disableDataExport"] is True
