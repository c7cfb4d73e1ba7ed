"""A tax system on this machine: a real HTTP server that answers what a test tells it to."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

SOLVENT = json.dumps({"status": "solvent", "reference": "S-1", "valid_until": "2027-01-31"})


@dataclass
class Script:
    """What is answered, in turn (the last for ever), and what was asked."""

    answers: list[tuple[int, str]]
    headers: dict[str, str] = field(default_factory=dict)
    wait: float = 0
    drip: float = 0
    asked: list[tuple[str, str | None]] = field(default_factory=list)
    url: str = ""


@contextmanager
def tax_system(*answers: tuple[int, str], **script: Any) -> Iterator[Script]:
    """Serve until the test is done."""
    told = Script(list(answers), **script)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            told.asked.append((self.path, self.headers["Authorization"]))
            time.sleep(told.wait)
            status, body = told.answers.pop(0) if len(told.answers) > 1 else told.answers[0]
            try:
                self.send_response(status)
                for name, value in told.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                for part in body if told.drip else [body]:
                    self.wfile.write(part.encode())
                    time.sleep(told.drip)
            except OSError:  # who asked has gone
                self.close_connection = True

        def log_message(self, *words: object) -> None:
            """Silence."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    told.url = f"http://127.0.0.1:{server.server_port}/solvencia"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield told
    finally:
        server.shutdown()
        server.server_close()
