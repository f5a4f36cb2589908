"""Where a request may be sent on to: only to a path of our own."""

from urllib.parse import parse_qsl, urlencode, urlsplit

HOME = "/"


def safe_next(target: str | None) -> str:
    """``target`` when it is a path on this host, the first page otherwise.

    Browsers take ``//host``, ``/\\host`` and control characters for another host.
    """
    if not target or not target.startswith("/") or target.startswith("//"):
        return HOME
    if "\\" in target or any(ord(sign) < 32 for sign in target):
        return HOME
    parts = urlsplit(target)
    return target if not parts.scheme and not parts.netloc else HOME


def with_query(target: str, name: str, value: str) -> str:
    """A path of our own with one word of its query set to a value."""
    parts = urlsplit(target)
    words = [pair for pair in parse_qsl(parts.query) if pair[0] != name]
    return parts._replace(query=urlencode([*words, (name, value)])).geturl()
