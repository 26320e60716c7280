"""`bundle swap` and `bundle back`: another bundle answers, and nobody notices but by its name."""

from pathlib import Path
from typing import Any

from promptrec.cli.parts.output import Output
from promptrec.errors import ModelError
from promptrec.service.client import Client


def swap(output: Output, url: str, file: str, why: str) -> None:
    """Ask a service to verify a bundle and to let it answer, and say what answers then."""
    tell(output, url, swapped(url, file, why))


def swapped(url: str, file: str, why: str) -> dict[str, Any]:
    """What a service says that was asked to let a bundle answer."""
    from promptrec.service.rotation import digest_of_file

    path = Path(file)
    if not path.is_file():
        raise ModelError("sentence.bundle_none_there", file=path)
    return Client.at(url).swap(path.name, digest_of_file(path), why)


def back(output: Output, url: str, name: str, why: str) -> None:
    """Ask a service to let a bundle from before answer again."""
    tell(output, url, Client.at(url).back(name, why))


def tell(output: Output, url: str, answer: dict[str, Any]) -> None:
    """Which bundle answers now."""
    model = answer.get("model", {})
    text = (
        f"{url}: {model.get('name')} ({model.get('run')}, {model.get('sha256', '')[:12]}) answers."
    )
    output.result(answer, text)
