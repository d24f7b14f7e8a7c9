"""What Zenodo does in another way than InvenioRDM, as far as clients see it."""

from flask_resources import (
    BaseListSchema,
    JSONSerializer,
    MarshmallowSerializer,
    ResponseHandler,
)
from invenio_rdm_records.resources.config import record_serializers
from invenio_rdm_records.services.permissions import RDMRecordPermissionPolicy as Rdm
from invenio_records_permissions.generators import SystemProcess
from invenio_records_resources.resources.records.headers import etag_headers
from invenio_records_resources.services.files.generators import IfTransferType
from invenio_records_resources.services.files.transfer import LOCAL_TRANSFER_TYPE
from marshmallow import Schema, fields

_LOCAL = [IfTransferType(LOCAL_TRANSFER_TYPE, Rdm.can_review), SystemProcess()]


class ZenodoPermissions(Rdm):
    """Every kind of transfer can be begun, but only local ones carried out."""

    can_draft_create_files = Rdm.can_review
    can_draft_set_content_files = _LOCAL
    can_draft_commit_files = _LOCAL


class _LegacySchema(Schema):
    """A record as Zenodo gives it to who asks for `application/json`.

    Only what tells it from the form of InvenioRDM: names, places and types.
    """

    id = fields.Function(lambda record: record["id"])
    recid = fields.Function(lambda record: record["id"])
    conceptrecid = fields.Function(lambda record: record["parent"]["id"])
    created = fields.Function(lambda record: record["created"])
    modified = fields.Function(lambda record: record["updated"])
    links = fields.Function(lambda record: record["links"])
    doi = fields.Function(lambda record: _doi(record))
    title = fields.Function(lambda record: record["metadata"].get("title"))
    metadata = fields.Function(lambda record: _metadata(record))
    files = fields.Function(
        lambda record: [
            {
                "key": entry["key"],
                "size": entry.get("size"),
                "checksum": entry.get("checksum"),
            }
            for entry in record.get("files", {}).get("entries", {}).values()
        ]
    )
    state = fields.Function(lambda record: "done" if record.get("is_published") else "unsubmitted")
    submitted = fields.Function(lambda record: bool(record.get("is_published")))


def _doi(record):
    return record.get("pids", {}).get("doi", {}).get("identifier")


def _metadata(record):
    metadata = record["metadata"]
    resource = metadata.get("resource_type", {})
    kind, _, subtype = resource.get("id", "").partition("-")
    rights = metadata.get("rights", [])
    return {
        "title": metadata.get("title"),
        "doi": _doi(record),
        "publication_date": metadata.get("publication_date"),
        "description": metadata.get("description"),
        "access_right": record.get("access", {}).get("status"),
        "creators": [_creator(creator) for creator in metadata.get("creators", [])],
        "resource_type": {"type": kind, **({"subtype": subtype} if subtype else {})},
        "license": {"id": rights[0]["id"]} if rights and "id" in rights[0] else None,
    }


def _creator(creator):
    person = creator["person_or_org"]
    affiliations = [one.get("name") for one in creator.get("affiliations", [])]
    identifiers = person.get("identifiers", [])
    return {
        "name": person.get("name"),
        "affiliation": affiliations[0] if affiliations else None,
        **{one["scheme"]: one["identifier"] for one in identifiers},
    }


def zenodo_serializers():
    """Give all forms of records that can be asked for."""
    legacy = MarshmallowSerializer(
        format_serializer_cls=JSONSerializer,
        object_schema_cls=_LegacySchema,
        list_schema_cls=BaseListSchema,
    )
    return {
        **record_serializers,
        "application/json": ResponseHandler(legacy, headers=etag_headers),
    }
