"""Which bundle answers: the next one is verified and warmed beside it, then they change places."""

import contextlib
import hashlib
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from promptrec.bundle.manifest import GOLDEN
from promptrec.bundle.opened import CHUNK, open_bundle
from promptrec.errors import ModelError, SettingsError
from promptrec.memory import give_back
from promptrec.service.batches import Count
from promptrec.service.serving import Serving
from promptrec.store.served.states import Because

KEPT = 2  # bundles that stay open behind the one that answers, to go back to at once
Told = Callable[[Serving, Because], None]
NO_REASON = Because()


@dataclass(eq=False, slots=True)
class OpenBundle:
    """An open bundle, and how many requests it is answering."""

    serving: Serving
    closing: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)
    busy: int = 0
    retired: bool = False  # closed as soon as nothing asks it any more


def open_held(path: Path, allowed_model: str = "", counted: Count = lambda _: None) -> OpenBundle:
    """Open a bundle, compare all of it, golden rows included; ModelError leaves nothing open."""
    with contextlib.ExitStack() as stack:
        own = path
        if path.is_file():  # a copy, so that what is hashed is what is opened
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="promptrec-"))
            own = Path(shutil.copy(path, Path(folder) / path.name))
        bundle = stack.enter_context(open_bundle(own))
        sha256 = digest_of_file(own)
        own.unlink()
        serving = Serving.of(bundle, sha256, allowed_model, counted)
        stack.callback(serving.close)
        serving.warm(bundle.read(GOLDEN), path.name)
        return OpenBundle(serving, stack.pop_all())


def digest_of_file(path: Path) -> str:
    """SHA-256 of a file, read in pieces."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(CHUNK):
            found.update(piece)
    return found.hexdigest()


class Rotation:
    """The bundle that answers, and a few before it. Every request borrows one for all it asks."""

    def __init__(
        self,
        first: OpenBundle,
        folders: Sequence[Path] = (),
        opened: Callable[[Path], OpenBundle] = open_held,
        told: Told = lambda _serving, _because: None,
    ) -> None:
        self._now = first
        self._before: list[OpenBundle] = []  # newest last
        self._folders = tuple(folders)
        self._open = opened
        self._told = told
        self._lock = threading.Lock()
        self._turn = threading.Lock()  # one change at a time

    @contextlib.contextmanager
    def lent(self) -> Iterator[Serving]:
        """The bundle that answers, which stays open for as long as the block lasts."""
        with self._lock:
            held = self._now
            held.busy += 1
        try:
            yield held.serving
        finally:
            with self._lock:
                held.busy -= 1
            self._close_idle(held)

    @property
    def before(self) -> list[dict[str, str]]:
        """What one can go back to at once, newest first."""
        with self._lock:
            return [held.serving.named for held in reversed(self._before)]

    def swap(self, file: str, sha256: str = "", because: Because = NO_REASON) -> dict[str, str]:
        """Verify and warm a bundle beside the one that answers, then let it answer.

        file: its bare name, in a folder of the service. sha256: the very file that is meant; "":
        whichever has the name. Whatever is wrong is raised, and the old one answers on.
        """
        with self._one_at_a_time():
            path = self._found(file, sha256)
            held = self._known(digest_of_file(path)) or self._opened(path, sha256)
            return self._change(held, because)

    def back(self, name: str = "", because: Because = NO_REASON) -> dict[str, str]:
        """Let one from before answer again, by run, name or SHA-256; "": the one before."""
        with self._one_at_a_time():
            with self._lock:
                found = [held for held in self._before if not name or named_so(held, name)]
            if not found:
                known = ", ".join(f"{one['name']} ({one['sha256'][:12]})" for one in self.before)
                raise SettingsError("sentence.swap_no_back", name=name[:80], known=known or "-")
            return self._change(found[-1], because)

    def close(self) -> None:
        """Answer what waits, then close all of them."""
        with self._turn:
            for held in (*self._before, self._now):
                held.closing.close()

    @contextlib.contextmanager
    def _one_at_a_time(self) -> Iterator[None]:
        if not self._turn.acquire(blocking=False):
            raise Changing("sentence.swap_under_way")
        try:
            yield
        finally:
            self._turn.release()

    def _found(self, file: str, sha256: str) -> Path:
        """The file in a folder of the service; ModelError where there is none."""
        bare = Path(file).name == file
        there = [folder / file for folder in self._folders if bare and (folder / file).is_file()]
        there = [path for path in there if not sha256 or digest_of_file(path) == sha256]
        if not there:
            raise ModelError("sentence.swap_no_file", file=repr(file[:80]))
        return there[0]

    def _known(self, sha256: str) -> OpenBundle | None:
        with self._lock:
            every = (self._now, *self._before)
        return next((held for held in every if held.serving.sha256 == sha256), None)

    def _opened(self, path: Path, sha256: str) -> OpenBundle:
        held, own = self._open(path), self._now.serving.manifest.data
        wrong = sha256 and held.serving.sha256 != sha256
        if wrong or held.serving.manifest.data != own:
            found = held.serving.manifest.data
            held.closing.close()
            if wrong:
                raise ModelError("sentence.swap_no_file", file=repr(path.name[:80]))
            raise ModelError("sentence.swap_other_data", file=path.name, found=found, own=own)
        return held

    def _change(self, held: OpenBundle, because: Because) -> dict[str, str]:
        if held is self._now:
            return held.serving.named
        self._told(held.serving, because)  # what cannot be written down is not done
        with self._lock:
            kept = [one for one in self._before if one is not held]
            self._before = [*kept, self._now]
            self._now = held
            gone, self._before = self._before[:-KEPT], self._before[-KEPT:]
            for one in gone:
                one.retired = True
        for one in gone:
            self._close_idle(one)
        return held.serving.named

    def _close_idle(self, held: OpenBundle) -> None:
        with self._lock:
            mine = held.retired and not held.busy
            held.retired = held.retired and not mine  # closed once
        if mine:
            held.closing.close()
            give_back()


class Changing(SettingsError):
    """A bundle is being changed already."""


def named_so(held: OpenBundle, name: str) -> bool:
    """Whether somebody who says this means that bundle."""
    one = held.serving.named
    return name in (one["run"], one["name"]) or (len(name) >= 8 and one["sha256"].startswith(name))
