"""A chat's robot on this machine, which takes messages, or does to them what servers do."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

SECRET: Final = "s3cr3t-token-of-ours"  # noqa: S105 - a robot's of this file


@dataclass
class Robot:
    """What it was sent, in order; what it does with each message, the last for all further ones."""

    does: Sequence[str]
    port: int = 0
    heard: list[dict[str, Any]] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)

    @property
    def address(self) -> str:
        return f"json://127.0.0.1:{self.port}/{SECRET}"

    def behaviour(self) -> str:
        return self.does[min(len(self.heard), len(self.does)) - 1]


@contextmanager
def robot(*does: str) -> Iterator[Robot]:
    """A robot that `takes`, `refuses`, `refuses in words`, `hangs`, `drips`, `truncates` or is `late`."""
    it = Robot(does)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(it))
    server.daemon_threads = True
    it.port = server.server_port
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield it
    finally:
        it.ended.set()
        server.shutdown()
        server.server_close()


def _handler(it: Robot) -> type[BaseHTTPRequestHandler]:  # noqa: C901 - a method for each behaviour
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            it.heard.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            getattr(self, f"_{it.behaviour().replace(' ', '_')}")()

        def _takes(self) -> None:
            self._answer(200, {"errcode": 0, "errmsg": "ok"})

        def _refuses(self) -> None:
            self._answer(403, {})

        def _refuses_in_words(self) -> None:
            self._answer(200, {"errcode": 93000, "errmsg": f"invalid webhook {SECRET}"})

        def _hangs(self) -> None:
            it.ended.wait(30)

        def _late(self) -> None:
            it.ended.wait(0.5)
            self._answer(200, {})

        def _truncates(self) -> None:
            self._begin(200, 100)
            self.wfile.write(b'{"err')

        def _drips(self) -> None:
            self._begin(200, 1_000)
            with suppress(OSError):  # nobody listens any more
                while not it.ended.wait(0.2):
                    self.wfile.write(b" ")
                    self.wfile.flush()

        def _answer(self, code: int, said: dict[str, Any]) -> None:
            body = json.dumps(said).encode()
            self._begin(code, len(body))
            self.wfile.write(body)

        def _begin(self, code: int, length: int) -> None:
            self.send_response(code)
            self.send_header("Content-Length", str(length))
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    return Handler
