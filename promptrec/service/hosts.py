"""Names and addresses of a server: what only this machine reaches, what a request names."""

from ipaddress import ip_address
from urllib.parse import urlsplit

LOOPBACK = ("127.0.0.1", "localhost", "::1")
EVERY = ("0.0.0.0", "::")  # noqa: S104 - addresses of all interfaces; no names of a host


def is_loopback(address: str) -> bool:
    """True for an address that only this machine reaches.

    >>> is_loopback("127.0.0.1"), is_loopback("::1"), is_loopback("0.0.0.0"), is_loopback("")
    (True, True, False, False)
    """
    if address == "localhost":
        return True
    try:
        return ip_address(address.strip("[]")).is_loopback
    except ValueError:
        return False


def hostname(host: str) -> str:
    """The name in a Host header, without its port; "" for what is no host.

    >>> hostname("localhost:8501"), hostname("[::1]:1"), hostname("a@b"), hostname("Evil.example.")
    ('localhost', '::1', '', 'evil.example')
    """
    try:
        found = urlsplit(f"//{host}")
        whole = found.port is None or found.port > 0
    except ValueError:
        return ""
    is_host = found.netloc == host and found.username is None and not found.path and whole
    return (found.hostname or "").rstrip(".") if is_host else ""


def same_host(origin: str, host: str) -> bool:
    """True where the page of an Origin header belongs to the server of a Host header.

    >>> same_host("http://a:1", "A:1"), same_host("http://a:2", "a:1"), same_host("null", "a")
    (True, False, False)
    """
    try:
        return urlsplit(origin).netloc.lower() == host.lower()
    except ValueError:
        return False
