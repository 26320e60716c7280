"""A real service on a real port, in a thread."""

import json
import socket
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any

import uvicorn

from promptrec.service.door import Door

Ask = Callable[..., tuple[int, Any]]


class Running:
    """A service in a thread."""

    def __init__(self, app: Door, config: uvicorn.Config | None = None) -> None:
        self.socket = socket.socket()
        self.socket.bind(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self.socket.getsockname()[1]}"
        self.server = uvicorn.Server(config or uvicorn.Config(app, log_level="error"))
        self.thread = threading.Thread(target=self.server.run, args=([self.socket],))
        self.thread.start()
        while not self.server.started:
            time.sleep(0.02)

    def ask(
        self,
        path: str,
        body: object = None,
        headers: dict[str, str] | None = None,
        raw: bytes | None = None,
    ) -> tuple[int, Any]:
        content = raw if raw is not None else None if body is None else json.dumps(body).encode()
        kind = {"Content-Type": "application/json"} if content is not None else {}
        request = urllib.request.Request(self.address + path, content, {**kind, **(headers or {})})
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                text = answer.read().decode()
                return answer.status, json.loads(text) if text[:1] in "{[" else text
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read())

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join()
