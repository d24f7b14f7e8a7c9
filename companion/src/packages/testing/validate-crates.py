"""Judges crates on disk with roc-validator, offline.

Started with a profile, a severity and folders; prints a JSON object with the
violations of what the profile requires (or recommends), by folder. The one
remote context is read from the copy that the companion ships.
"""

import json
import pathlib
import sys

from rocrate_validator import models, services
from rocrate_validator.utils import document_loader, http

PACKAGES = pathlib.Path(__file__).parent.parent
CONTEXT = PACKAGES / "attached" / "data" / "ro-crate-1.1-context.jsonld"


class Answer:
    """An answer with the context, whatever was asked."""

    status_code = 200
    headers = {"Content-Type": "application/ld+json"}  # noqa: RUF012
    text = CONTEXT.read_text(encoding="utf-8")
    content = text.encode()

    def json(self):
        """The context as a document."""
        return json.loads(self.text)


def get(self, url, **options):
    """Answers for RO-Crate 1.1; anything else would leave the machine."""
    if not url.startswith("https://w3id.org/ro/crate/1.1"):
        raise RuntimeError(f"asked for {url}")
    return Answer()


def judge(profile, severity, folder):
    """What a crate lacks."""
    settings = services.ValidationSettings(
        rocrate_uri=folder,
        profile_identifier=profile,
        requirement_severity=models.Severity[severity.upper()],
        skip_availability_check=True,
    )
    return [
        f"{issue.check.identifier}: {issue.message}"
        for issue in services.validate(settings).get_issues()
    ]


http.HttpRequester.get = get
document_loader.install_document_loader()
_, profile, severity, *folders = sys.argv
print(json.dumps({folder: judge(profile, severity, folder) for folder in folders}))
