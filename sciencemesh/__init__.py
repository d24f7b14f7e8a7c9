"""Shares received over Open Cloud Mesh, as files that programs read and write.

Registers ``ocm://`` with fsspec, so that what takes such an address reads the
parts of a file that it needs, where the file is::

    pandas.read_parquet("ocm://Share name/folder/table.parquet")
    uproot.open("ocm://Share name/events.root")
    fsspec.open("ocm://Share name/result.csv", "wt")

It works in kernels that a JupyterLab with the extension jupyterlab-sciencemesh
has started: each gets a token of its own, which ends with it.
"""

from .errors import ChangedError, NotConnectedError, TokenError
from .filesystem import OcmFileSystem

__all__ = ["ChangedError", "NotConnectedError", "OcmFileSystem", "TokenError"]
