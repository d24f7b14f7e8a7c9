"""Registers DOIs nowhere, as InvenioRDM's own tests do.

The client of InvenioRDM knows the addresses of DataCite and takes no others.
"""

from datacite import DataCiteRESTClient
from invenio_i18n import lazy_gettext as _
from invenio_rdm_records.resources.serializers import DataCite43JSONSerializer
from invenio_rdm_records.services.pids import providers as pids


class _NowhereApi(DataCiteRESTClient):
    """Checks DOIs as DataCite's own client does, and sends nothing."""

    def _request(self, *arguments, **named):
        raise RuntimeError("Something was to be sent to DataCite.")

    def public_doi(self, metadata, url, doi=None):
        return {"id": doi, "attributes": metadata}

    def update_doi(self, doi, metadata=None, url=None):
        return {"id": doi, "attributes": metadata}

    def delete_doi(self, doi):
        return None

    def hide_doi(self, doi):
        return None

    def show_doi(self, doi):
        return None


class _NowhereClient(pids.DataCiteClient):
    @property
    def api(self):
        if self._api is None:
            names = ("username", "password", "prefix")
            self._api = _NowhereApi(*(self.cfg(name) for name in names), True)
        return self._api


def _client():
    return _NowhereClient("datacite", config_prefix="DATACITE")


def providers():
    """Give those of InvenioRDM, with another client."""
    return [
        pids.DataCitePIDProvider("datacite", client=_client(), label=_("DOI")),
        pids.ExternalPIDProvider(
            "external",
            "doi",
            validators=[pids.BlockedPrefixes(config_names=["DATACITE_PREFIX"])],
            label=_("DOI"),
        ),
        pids.OAIPIDProvider("oai", label=_("OAI ID")),
    ]


def parent_providers():
    """Give those of DOIs that stand for all versions."""
    return [
        pids.DataCitePIDProvider(
            "datacite",
            client=_client(),
            serializer=DataCite43JSONSerializer(schema_context={"is_parent": True}),
            label=_("Concept DOI"),
        )
    ]
