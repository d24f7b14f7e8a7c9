"""Notebooks of a repository, run in a kernel of their own."""

import os
import pathlib

from base import CannotGoOn, shown


def run_notebook(notebook, copy, environment=None):
    """Runs a notebook in its own folder and keeps the result as a copy."""
    path = pathlib.Path(notebook)
    if not path.is_file():
        raise CannotGoOn(f"{shown(notebook)} is not here.")
    try:
        import nbclient
        import nbformat
    except ImportError as error:
        raise CannotGoOn(
            f"Open {shown(notebook)} by hand, or install {error.name}: %pip install {error.name}"
        ) from None
    document = nbformat.read(path, as_version=4)
    client = nbclient.NotebookClient(
        document, timeout=None, resources={"metadata": {"path": str(path.parent)}}
    )
    client.kernel_name = kernel_for(document.metadata.get("kernelspec", {}))
    try:
        client.execute(env={**os.environ, **(environment or {})})
    except nbclient.exceptions.CellExecutionError as error:
        raise CannotGoOn(f"It stopped with {error.ename}: {shown(error.evalue)}") from None
    finally:
        pathlib.Path(copy).parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(document, copy)
    print(f"Done; the executed copy is {shown(copy)}")


def kernel_for(wanted):
    """The kernel that a notebook wants where it is here, else Python 3."""
    from jupyter_client.kernelspec import KernelSpecManager

    name = wanted.get("name", "python3")
    return name if name in KernelSpecManager().find_kernel_specs() else "python3"
