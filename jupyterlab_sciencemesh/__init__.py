"""ScienceMesh in JupyterLab: the server side.

This package is a thin bridge: it starts the companion (a Node program that
holds all the domain logic), watches over it, and mounts it below
``<base_url>/sciencemesh/`` behind Jupyter's own authentication, authorisation
and XSRF check.
"""

from importlib.metadata import version

__version__ = version("jupyterlab-sciencemesh")


def _jupyter_labextension_paths():
    """Where JupyterLab finds the built lab extension."""
    return [{"src": "labextension", "dest": "jupyterlab-sciencemesh"}]


def _jupyter_server_extension_points():
    """Where Jupyter Server finds the bridge."""
    # Imported late: JupyterLab's command line imports this package to ask for
    # the paths above and needs no server for that.
    from .app import ScienceMeshApp

    return [{"module": "jupyterlab_sciencemesh", "app": ScienceMeshApp}]
