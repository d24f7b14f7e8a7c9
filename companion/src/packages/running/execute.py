"""Runs a notebook and keeps its outputs in it, cell by cell.

Started with one argument, a JSON object::

    {"notebook": "/path/x.ipynb", "kernel": "python3" | null,
     "kernelFolders": ["/share/jupyter/kernels"], "timeout": seconds | null}

Prints one JSON object a line: ``{"event": "start", "cells": 4}``, ``{"event":
"cell", "cell": 1}`` before each code cell and ``{"event": "end", "error":
null}`` when it is through. A cell that fails, a kernel that dies or does not
start is an ``error`` with a name, a message and, for a cell, its number.
``python -m nbclient`` would leave nothing behind when a cell fails.
"""

import json
import os
import pathlib
import re
import sys
import tempfile

import nbformat
from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

COLOURS = re.compile(r"\x1b\[[0-9;]*m")


def tell(**event):
    """Prints an event at once."""
    print(json.dumps(event), flush=True)


def save(document, path):
    """Writes the notebook whole or not at all."""
    handle, partial = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            nbformat.write(document, file)
        # A temporary file is its owner's alone; the notebook was not.
        os.chmod(partial, path.stat().st_mode & 0o777)
        os.replace(partial, path)
    except BaseException:
        os.unlink(partial)
        raise


def manager_for(kernel, folders):
    """A manager of kernels that finds those in the folders as well."""
    specs = KernelSpecManager()
    specs.kernel_dirs = [*folders, *specs.kernel_dirs]
    return AsyncKernelManager(kernel_name=kernel, kernel_spec_manager=specs)


def run(request):
    """Runs the notebook; returns what went wrong, or None."""
    path = pathlib.Path(request["notebook"])
    document = nbformat.read(path, as_version=4)
    code = [cell for cell in document.cells if cell.cell_type == "code"]
    kernel = request["kernel"] or document.metadata.get("kernelspec", {}).get("name", "python3")
    numbers = {id(cell): number for number, cell in enumerate(code, start=1)}
    current = None

    def begun(cell, cell_index):
        nonlocal current
        if id(cell) in numbers:
            current = numbers[id(cell)]
            tell(event="cell", cell=current)

    client = NotebookClient(
        document,
        km=manager_for(kernel, request["kernelFolders"]),
        timeout=request["timeout"],
        resources={"metadata": {"path": str(path.parent)}},
        on_cell_start=begun,
        on_cell_executed=lambda **_: save(document, path),
    )
    tell(event="start", cells=len(code))
    try:
        client.execute()
    except CellExecutionError as error:
        return {"cell": current, "name": error.ename, "message": COLOURS.sub("", error.evalue)}
    except CellTimeoutError:
        return {"cell": current, "name": "Timeout", "message": "It took longer than allowed."}
    except DeadKernelError:
        return {"cell": None, "name": "KernelDied", "message": "The kernel died."}
    except NoSuchKernel:
        return {"cell": None, "name": "NoKernel", "message": f"There is no kernel {kernel} here."}
    finally:
        save(document, path)
    return None


if __name__ == "__main__":
    tell(event="end", error=run(json.loads(sys.argv[1])))
