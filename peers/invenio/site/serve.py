"""Serves InvenioRDM without its pages: python serve.py PROFILE RUN PORT SEARCH_PORT.

One process loads it all; those that answer and the one that works off tasks
are its children and share that memory.
"""

import ctypes
import json
import os
import signal
import sys

from configuration import configuration
from flask_celeryext import create_celery_app
from gunicorn.app.base import BaseApplication
from invenio_app.factory import create_api
from werkzeug.exceptions import NotFound
from werkzeug.middleware.dispatcher import DispatcherMiddleware

# Of Linux: which signal a process is to get when the one that started it ends.
_PR_SET_PDEATHSIG = 1


class Server(BaseApplication):
    """Answers below `/api`, as where the pages are there, too."""

    def __init__(self, app, options):
        self._app = app
        self._options = options
        super().__init__()

    def load_config(self):
        for key, value in self._options.items():
            self.cfg.set(key, value)

    def load(self):
        return DispatcherMiddleware(NotFound(), {"/api": self._app})


def _start_worker(app):
    child = os.fork()
    if child == 0:
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        worker = create_celery_app(app)
        words = "worker --pool=solo --loglevel=WARNING --without-gossip"
        worker.worker_main([*words.split(), "--without-mingle", "--without-heartbeat"])
        os._exit(0)
    return child


def main(profile, run, port, search):
    """Serve until a signal comes."""
    overrides = json.loads(os.environ.get("SCIENCEMESH_INVENIO", "{}"))
    settings = {**configuration(profile, run, port, search), **overrides}
    app = create_api(**settings)
    worker = _start_worker(app)
    Server(
        app,
        {
            "bind": f"127.0.0.1:{port}",
            "workers": 2,
            "worker_class": "gthread",
            "threads": 8,
            "timeout": 600,
            "graceful_timeout": 1,
            "preload_app": True,
            "loglevel": "warning",
            "on_exit": lambda _: os.kill(worker, signal.SIGKILL),
        },
    ).run()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
