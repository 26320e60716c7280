"""Ask a running service: for the command and the pages, with the standard library alone."""

import json
import os
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from promptrec.errors import SettingsError

KEY = "PROMPTREC_KEY"  # of the environment: a key on a command line is seen by everybody
WAIT_S = 10
CHANGE_S = 600  # a large bundle is read, compared and warmed
MOST_BYTES = 4 << 20


@dataclass(frozen=True, slots=True)
class Client:
    """A service by its address."""

    url: str
    key: str = ""

    @classmethod
    def at(cls, url: str, key: str = "") -> "Client":
        """SettingsError for what is no address. key: "" takes that of the environment."""
        try:
            parts = urlsplit(url.strip())
            known = parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.query
            known = known and (parts.port is None or parts.port > 0)
        except ValueError:
            known = False
        if not known:
            raise SettingsError("sentence.service_address", url=url[:200])
        return cls(url.strip().rstrip("/"), key or os.environ.get(KEY, ""))

    def ask(self, path: str, body: object = None, wait: float = WAIT_S) -> dict[str, Any]:
        """The answer as JSON; SettingsError for a refusal, in the words of the service."""
        found = json.loads(self.text(path, body, wait))
        return found if isinstance(found, dict) else {}

    def swap(self, file: str, sha256: str, why: str = "") -> dict[str, Any]:
        """Let that bundle answer."""
        return self.ask("/swap", {"file": file, "sha256": sha256, "why": why}, CHANGE_S)

    def back(self, name: str = "", why: str = "") -> dict[str, Any]:
        """Let a bundle from before answer again; "": the one before."""
        return self.ask("/back", {"name": name, "why": why}, CHANGE_S)

    def text(self, path: str, body: object = None, wait: float = WAIT_S) -> str:
        """The answer as it came."""
        content = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"} if content is not None else {}
        if self.key:
            headers["Authorization"] = f"Bearer {self.key}"
        request = urllib.request.Request(self.url + path, content, headers)  # noqa: S310 - see at()
        try:
            with opener().open(request, timeout=wait) as answer:
                return str(answer.read(MOST_BYTES).decode("utf-8", "replace"))
        except urllib.error.HTTPError as error:
            words = said(error.read(MOST_BYTES)) or f"HTTP {error.code}"
            raise SettingsError("sentence.service_refuses", url=self.url, words=words) from None
        except (OSError, ValueError):
            raise SettingsError("sentence.service_away", url=self.url) from None


def opener() -> urllib.request.OpenerDirector:
    """Without a proxy, and never led elsewhere: a key stays with whom it was meant for."""

    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_: Any) -> None:
            return None

    return urllib.request.build_opener(urllib.request.ProxyHandler({}), Stay)


def said(content: bytes) -> str:
    """The sentence of a refusal."""
    try:
        found = json.loads(content)
    except ValueError:
        return ""
    return str(found.get("error", ""))[:1000] if isinstance(found, dict) else ""
