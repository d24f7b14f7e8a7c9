"""Serves InvenioRDM's authorization server alone: python sign_in.py FOLDER PORT CLIENT.

The views, the database and the rules of invenio-oauth2server are those of a
whole instance; without the rest they need neither services nor pages. Whoever
comes is alice. CLIENT is JSON: id, secret and redirect of one that is known.
"""

import ctypes
import json
import signal
import sys
from datetime import datetime

from flask import Flask, request
from flask_login import login_user
from flask_mail import Mail
from invenio_accounts import InvenioAccounts
from invenio_accounts.proxies import current_datastore
from invenio_db import InvenioDB, db
from invenio_i18n import InvenioI18N
from invenio_oauth2server import InvenioOAuth2Server
from invenio_oauth2server.models import Client, Scope
from invenio_oauth2server.views.server import blueprint
from werkzeug.serving import make_server

# Of Linux: which signal a process is to get when the one that started it ends.
_PR_SET_PDEATHSIG = 1

_EMAIL = "alice@example.org"

# As Zenodo declares them; InvenioRDM itself has `user:email`.
_SCOPES = ("deposit:write", "deposit:actions")


def _app(folder):
    app = Flask("sign-in")
    app.config.update(
        SECRET_KEY="known to everybody, for tests alone",
        SECURITY_PASSWORD_SALT="known to everybody",
        SQLALCHEMY_DATABASE_URI=f"sqlite:///{folder}/database",
        OAUTH2_CACHE_TYPE="filesystem",
        OAUTH2_CACHE_DIR=f"{folder}/grants",
        ACCOUNTS_USE_CELERY=False,
        SESSION_COOKIE_SECURE=False,
        # Loopback has no certificate.
        TESTING=True,
        MAIL_SUPPRESS_SEND=True,
    )
    InvenioI18N(app)
    Mail(app)
    InvenioDB(app, entry_point_group=None)
    InvenioAccounts(app)
    InvenioOAuth2Server(app)
    for scope in _SCOPES:
        app.extensions["invenio-oauth2server"].register_scope(Scope(scope, group="deposit"))
    app.register_blueprint(blueprint)
    app.before_request(_log_in)
    return app


def _log_in():
    # Who comes with a token is whose that is.
    if request.endpoint == "invenio_oauth2server.authorize":
        login_user(current_datastore.get_user(_EMAIL))


def _fill(client):
    db.create_all()
    user = current_datastore.create_user(
        email=_EMAIL, password="alice in Wonderland", active=True, confirmed_at=datetime.now()
    )
    db.session.flush()
    db.session.add(
        Client(
            client_id=client["id"],
            client_secret=client["secret"],
            name="JupyterLab",
            user_id=user.id,
            is_confidential=True,
            redirect_uris=[client["redirect"]],
        )
    )
    db.session.commit()


def main(folder, port, client):
    """Serve until a signal comes."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    app = _app(folder)
    with app.app_context():
        _fill(json.loads(client))
    make_server("127.0.0.1", port, app, threaded=True).serve_forever()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3])
