"""Join a Ray cluster, or start one of this machine alone: quietly, and never without a token."""

import contextlib
import importlib
import logging
import os
import secrets
import socket
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from promptrec.engine.engine import LOCAL
from promptrec.engine.there import AUTH, TOKEN
from promptrec.errors import EngineError
from promptrec.files import make_folder

QUIET = {  # Ray reports nothing to anybody and starts nothing that nobody asked for
    AUTH: TOKEN,
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_IGNORE_UNHANDLED_ERRORS": "1",  # of parts that nobody waits for any more
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
}
ALONE = {"RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0"}  # Ray then listens on loopback, and nowhere else
SECRETS = ("RAY_AUTH_TOKEN", "RAY_AUTH_TOKEN_PATH")
DEFAULT_SECRET = Path(".ray") / "auth_token"  # below the user's folder
REACH_S = 5.0  # a machine that is there answers by then
LONGEST = 40  # characters of a folder in which Ray can still name its sockets (107 in all)
STORE = 200_000_000  # bytes of memory for what is sent, where the cluster is this machine


def connect(address: str, home: Path) -> Any:
    """The module of Ray, connected. EngineError where that cannot be."""
    os.environ.update({**QUIET, **(ALONE if address == LOCAL else {})})
    logging.getLogger("ray").setLevel(logging.CRITICAL)
    logging.getLogger("ray.util.client").setLevel(logging.CRITICAL)
    if address != LOCAL:
        needs_token()
        reach(address)
    try:
        ray = importlib.import_module("ray")
        importlib.import_module("grpc")  # which Ray's client needs
    except ImportError:
        raise EngineError("sentence.engine_missing") from None
    with quiet():
        try:
            start(ray, home) if address == LOCAL else join(ray, address)
        except EngineError:
            raise
        except Exception as error:
            raise EngineError("sentence.engine_refuses", address=address, why=said(error)) from None
    return ray


def disconnect(ray: Any) -> None:
    """Leave; a cluster that this process started ends with it."""
    with contextlib.suppress(Exception), quiet():
        ray.shutdown()


def join(ray: Any, address: str) -> None:
    """Be a client of the cluster at ray://HOST:PORT."""
    try:
        ray.init(address, log_to_driver=False, logging_level=logging.ERROR)
    except ConnectionError:  # somebody answers there, and does not let us in
        raise EngineError("sentence.engine_shut", address=address) from None
    with contextlib.suppress(AttributeError):  # what the cluster prints is none of our output
        importlib.import_module("ray.util.client").ray.worker.log_client.disable_logs()


def start(ray: Any, home: Path) -> None:
    """A cluster of this machine: as many places as processors, no dashboard, loopback alone."""
    if not any(os.environ.get(name) for name in SECRETS):
        os.environ[SECRETS[0]] = secrets.token_hex(32)  # of this process and those it starts
    folder = folder_of(home)
    ray.init(
        address="local",
        include_dashboard=False,
        log_to_driver=False,
        logging_level=logging.ERROR,
        object_store_memory=STORE,
        _temp_dir=str(folder),
    )
    folder.chmod(0o700)  # Ray opens it to everybody


def folder_of(home: Path) -> Path:
    """Where Ray keeps logs and sockets: in the home, or where its path is too long for a socket,
    in a folder of our own that only its owner may read.
    """
    own = home.resolve() / "ray"
    if len(str(own)) > LONGEST:
        return Path(tempfile.mkdtemp(prefix="promptrec-"))
    make_folder(own)
    return own


def needs_token() -> None:
    """EngineError where no token is given: then anybody could give work to the cluster."""
    kept = Path.home() / DEFAULT_SECRET
    if not any(os.environ.get(name) for name in SECRETS) and not kept.is_file():
        raise EngineError("sentence.engine_no_token", variable=SECRETS[0], path=SECRETS[1])


def reach(address: str) -> None:
    """EngineError where nobody listens: Ray itself would wait for half a minute."""
    place = urlsplit(address)
    try:
        with socket.create_connection((place.hostname or "", place.port or 0), REACH_S):
            return
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise EngineError("sentence.engine_unreached", address=address, why=why) from None


def said(error: Exception) -> str:
    """What an error says, on one line."""
    return " ".join(str(error).split())[:300] or type(error).__name__


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """No warnings of Ray's: what matters is said by us."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
