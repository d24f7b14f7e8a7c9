"""Which environment variables the companion gets.

By allow-list: the environment of a Jupyter server holds tokens (of the Hub, of
cloud storage) and switches that change what Node does (``NODE_OPTIONS``,
``LD_PRELOAD``), none of which the companion or its children should have.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase

from jupyter_core.paths import jupyter_path

_PROXY = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"]

ALLOWED = [
    *["PATH", "HOME", "USER", "LANG", "LC_*", "TMPDIR", "XDG_RUNTIME_DIR"],
    *_PROXY,
    *[name.lower() for name in _PROXY],
    *["SSL_CERT_FILE", "SSL_CERT_DIR", "NODE_EXTRA_CA_CERTS"],
    *["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"],
    *["KRB5CCNAME", "CONDOR_CONFIG", "SLURM_CONF", "SSH_AUTH_SOCK"],
]


def allowed_environment(
    source: Mapping[str, str] = os.environ, more: Iterable[str] = ()
) -> dict[str, str]:
    """What of ``source`` the companion may see.

    ``more`` are further names; ``*`` in a name stands for any characters.
    """
    patterns = [*ALLOWED, *more]
    return {
        name: value
        for name, value in source.items()
        if any(fnmatchcase(name, pattern) for pattern in patterns)
    }


def kernel_environment() -> dict[str, str]:
    """What the companion must know of Python: where kernels are, and which Python this is."""
    return {
        "SCIENCEMESH_KERNEL_DIRS": os.pathsep.join(jupyter_path("kernels")),
        "SCIENCEMESH_PYTHON": sys.executable,
    }
