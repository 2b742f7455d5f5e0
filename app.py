"""The server: the app, its health address, and the security headers that every answer carries."""

import base64
import hashlib
import os
import re
from pathlib import Path

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_SHELL = Path(st.__file__).parent / "static" / "index.html"


def _inline_script_hashes() -> str:
    """The CSP sources of Streamlit's own inline scripts, so that no other inline script may run."""
    scripts = re.findall(r"<script>(.*?)</script>", _SHELL.read_text(encoding="utf-8"), re.S)
    digests = (base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts)
    return " ".join(f"'sha256-{digest}'" for digest in digests)


# No outside origin at all. Sparklines (Vega) compile expressions, hence unsafe-eval; Emotion writes styles in place.
_POLICY = "; ".join(
    [
        "default-src 'self'",
        f"script-src 'self' 'unsafe-eval' {_inline_script_hashes()}",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "frame-ancestors 'self'",
        "form-action 'self'",
        "base-uri 'self'",
        "object-src 'none'",
    ]
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Frame-Options": "SAMEORIGIN",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


class SecurityHeaders:
    """ASGI middleware that adds the security headers to every HTTP answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and the answer back with the headers added."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_with_headers)


async def healthz(_request: Request) -> JSONResponse:
    """Answer 200 while the server runs."""
    return JSONResponse({"status": "ok"})


app = st.App(
    Path(__file__).parent / "pages" / "frame.py",
    routes=[Route("/healthz", healthz)],
    middleware=[Middleware(SecurityHeaders)],
)

if __name__ == "__main__":
    # App.run reads neither STREAMLIT_SERVER_PORT nor STREAMLIT_SERVER_ADDRESS.
    app.run(
        config={
            "server.port": int(os.environ.get("PORT", "8501")),
            "server.address": os.environ.get("HOST", "127.0.0.1"),
        }
    )
