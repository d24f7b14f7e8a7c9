"""Which headers and query parameters pass the bridge.

Credentials of the Jupyter server stop here, and so does everything that
speaks of one hop only (RFC 9110, section 7.6.1).
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote_plus

from tornado.httputil import HTTPHeaders

_HOP_BY_HOP = {
    "connection",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
}

_NOT_UP = {
    # The user's credentials for this server.
    "authorization",
    "cookie",
    "x-xsrftoken",
    # The bridge states these itself; a client's word for them counts nothing.
    "host",
    "forwarded",
    "x-real-ip",
    "x-jupyter-user",
    # Answered by this server.
    "expect",
}
_NOT_UP_PREFIXES = ("x-forwarded-",)

_NOT_DOWN = {
    # The companion shares its origin with the server and must not speak for it.
    "set-cookie",
    # Stated by the server.
    "date",
    "server",
    "x-content-type-options",
}
_NOT_DOWN_PREFIXES = ("access-control-",)

# ``token`` and ``_xsrf`` are credentials, ``no_track_activity`` is for the
# server's own accounting.
_NOT_UP_PARAMETERS = {"token", "_xsrf", "no_track_activity"}


def upward_headers(headers: HTTPHeaders) -> Iterator[tuple[str, str]]:
    """The headers of a client's request that the companion gets."""
    return _filtered(headers, _NOT_UP, _NOT_UP_PREFIXES)


def downward_headers(headers: HTTPHeaders) -> Iterator[tuple[str, str]]:
    """The headers of the companion's answer that the client gets."""
    return _filtered(headers, _NOT_DOWN, _NOT_DOWN_PREFIXES)


def user_header(name: str) -> str:
    """The value of ``X-Jupyter-User``: header values travel as Latin-1, whatever they mean."""
    return name.encode("utf-8").decode("latin-1")


def upward_query(query: str) -> str:
    """The query string without what was meant for the Jupyter server."""
    return "&".join(
        part
        for part in query.split("&")
        if unquote_plus(part.partition("=")[0]) not in _NOT_UP_PARAMETERS
    )


def _filtered(
    headers: HTTPHeaders, names: set[str], prefixes: tuple[str, ...]
) -> Iterator[tuple[str, str]]:
    named_by_connection = {
        name.strip().lower()
        for value in headers.get_list("Connection")
        for name in value.split(",")
    }
    for name, value in headers.get_all():
        lower = name.lower()
        if lower in names or lower in _HOP_BY_HOP or lower in named_by_connection:
            continue
        if not lower.startswith(prefixes):
            yield name, value
