"""What can go wrong, as the exceptions that Python programs expect of files."""

from __future__ import annotations

import errno

RESTART = "Restart the kernel to get a new one."


class NotConnectedError(ConnectionError):
    """There is no companion to ask: not started by JupyterLab, or it is down."""


class TokenError(PermissionError):
    """The token of this kernel does not count (any more)."""


class ChangedError(OSError):
    """The file is not (any more) what it was when it was looked at."""


_NUMBERS = {
    "not-found": errno.ENOENT,
    "no-such-share": errno.ENOENT,
    "exists": errno.EEXIST,
    "not-permitted": errno.EACCES,
    "login-refused": errno.EACCES,
    "not-for-kernels": errno.EACCES,
    "locked": errno.EBUSY,
    "no-space": errno.ENOSPC,
    "too-large": errno.EFBIG,
    "name-refused": errno.EINVAL,
    "unsupported": errno.ENOTSUP,
    "unreachable": errno.EHOSTUNREACH,
    "timeout": errno.ETIMEDOUT,
    "busy": errno.EAGAIN,
    "share-gone": errno.ENOENT,
}

_BY_STATUS = {
    403: errno.EACCES,
    404: errno.ENOENT,
    405: errno.ENOTSUP,
    413: errno.EFBIG,
    416: errno.EINVAL,
    423: errno.EBUSY,
    504: errno.ETIMEDOUT,
    507: errno.ENOSPC,
}


def error_for(status: int, code: str, message: str, path: str) -> OSError:
    """The exception for an answer that is no success.

    ``OSError`` itself chooses the subclass by the number, for example
    ``FileNotFoundError``.
    """
    if status == 401:
        return TokenError(
            errno.EACCES, f"The token of this kernel does not count any more. {RESTART}", path
        )
    if status == 412 or code == "changed":
        return ChangedError(errno.ESTALE, message, path)
    number = _NUMBERS.get(code) or _BY_STATUS.get(status) or errno.EIO
    return OSError(number, message, path)
