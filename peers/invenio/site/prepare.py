"""Fills a new database and new indices: python prepare.py RUN SEARCH_PORT.

Writes who can log in, and where their records can go, to `people.json`.
"""

import json
import shutil
import sys
from datetime import datetime
from pathlib import Path

from configuration import SCOPES, configuration
from flask.cli import ScriptInfo
from invenio_access.permissions import any_user, authenticated_user
from invenio_access.utils import get_identity
from invenio_accounts.proxies import current_datastore
from invenio_app.cli import cli
from invenio_app.factory import create_api
from invenio_communities.proxies import current_communities
from invenio_db import db
from invenio_oauth2server.models import Token
from invenio_search.proxies import current_search_client
from invenio_users_resources.services.users.tasks import reindex_users

_USERS = {
    "alice": "Alice Example",
    "bob": "Bob Beispiel",
}

_COMMUNITIES = {
    # Of all who can log in; what is sent in is reviewed.
    "open-physics": {"title": "Open physics", "policy": "open"},
    # Of members alone.
    "closed-physics": {"title": "Closed physics", "policy": "closed"},
}

# The order in which invenio-cli sets up an instance.
_COMMANDS = (
    "db init create",
    "files location create --default default-location files",
    "roles create admin",
    "access allow superuser-access role admin",
    "index init",
    "rdm-records custom-fields init",
    "rdm fixtures",
    "queues declare",
    "rdm-records fixtures",
)


def _run(app):
    for command in _COMMANDS:
        cli.main(
            command.split(),
            standalone_mode=False,
            obj=ScriptInfo(create_app=lambda: app),
        )


def _user(name, full_name):
    user = current_datastore.create_user(
        email=f"{name}@example.org",
        username=name,
        password=f"{name} in Wonderland",
        user_profile={"full_name": full_name},
        preferences={"visibility": "public", "email_visibility": "restricted"},
        active=True,
        confirmed_at=datetime.now(),
        verified_at=datetime.now(),
    )
    db.session.commit()
    return user


def _token(user, name, expires=None):
    token = Token.create_personal(name, user.id, scopes=SCOPES)
    token.expires = expires
    db.session.commit()
    return token.access_token


def _community(slug, title, policy, owner):
    identity = get_identity(owner)
    identity.provides.update({any_user, authenticated_user})
    community = current_communities.service.create(
        identity,
        {
            "slug": slug,
            "access": {
                "visibility": "public",
                "member_policy": "open",
                "record_submission_policy": policy,
                "review_policy": "closed",
            },
            "metadata": {"title": title},
        },
    )
    return str(community.id)


def _people():
    people = {}
    for name, full_name in _USERS.items():
        user = _user(name, full_name)
        people[name] = {
            "id": str(user.id),
            "email": user.email,
            "token": _token(user, "sciencemesh"),
            "expired": _token(user, "last year", datetime(2025, 1, 1)),
        }
    reindex_users([person["id"] for person in people.values()])
    return people


def main(run, search):
    """Set up everything as the widest profile needs it."""
    shutil.copytree(Path(__file__).parent / "app_data", Path(run) / "app_data")
    app = create_api(
        **configuration("cds", run, 1, search),
        CELERY_TASK_ALWAYS_EAGER=True,
        CELERY_TASK_EAGER_PROPAGATES=True,
    )
    _run(app)
    with app.app_context():
        people = _people()
        owner = current_datastore.get_user(people["bob"]["email"])
        communities = {
            slug: _community(slug, owner=owner, **about) for slug, about in _COMMUNITIES.items()
        }
        current_search_client.indices.refresh(index="*")
    found = {"people": people, "communities": communities}
    (Path(run) / "people.json").write_text(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
