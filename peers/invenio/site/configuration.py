"""How InvenioRDM is configured here: plain, as Zenodo does, and as CDS does."""

from pathlib import Path

from institutions import ZenodoPermissions, zenodo_serializers
from invenio_vocabularies.services.custom_fields import VocabularyCF
from registration import parent_providers, providers

PROFILES = ("plain", "zenodo", "cds")

# Scopes of tokens that Zenodo knows; InvenioRDM itself asks for none.
SCOPES = ("deposit:write", "deposit:actions")

# DataCite's prefix for tests, which also sandbox.zenodo.org has.
_PREFIX = "10.5072"


def configuration(profile, run, port, search):
    """Give the configuration of a server.

    :param profile: one of `PROFILES`
    :param run: folder with the sockets of PostgreSQL and Redis
    :param port: where the server is to answer
    :param search: where OpenSearch answers
    """
    return {**_common(Path(run), port, search), **_profile(profile)}


def _common(run, port, search):
    site = f"http://127.0.0.1:{port}"
    redis = run / "redis.socket"
    return {
        "SECRET_KEY": "known to everybody, for tests alone",
        "SITE_UI_URL": site,
        "SITE_API_URL": f"{site}/api",
        "TRUSTED_HOSTS": ["127.0.0.1", "localhost"],
        "WSGI_PROXIES": 0,
        "SESSION_COOKIE_SECURE": False,
        "APP_ENABLE_SECURE_HEADERS": False,
        "SQLALCHEMY_DATABASE_URI": f"postgresql+psycopg2://invenio@/postgres?host={run}/database",
        "SEARCH_HOSTS": [{"host": "127.0.0.1", "port": search}],
        "SEARCH_INDEX_PREFIX": "rdm-",
        "CACHE_REDIS_URL": f"unix://{redis}?db=0",
        "ACCOUNTS_SESSION_REDIS_URL": f"unix://{redis}?db=1",
        "CELERY_RESULT_BACKEND": f"redis+socket://{redis}?virtual_host=2",
        "RATELIMIT_STORAGE_URI": f"redis+unix://{redis}?db=3",
        "COMMUNITIES_IDENTITIES_CACHE_REDIS_URL": f"unix://{redis}?db=4",
        "BROKER_URL": f"redis+socket://{redis}?virtual_host=5",
        "CELERY_BROKER_URL": f"redis+socket://{redis}?virtual_host=5",
        "RATELIMIT_ENABLED": False,
        "FILES_REST_DEFAULT_QUOTA_SIZE": 20 * 10**9,
        "FILES_REST_DEFAULT_MAX_FILE_SIZE": 20 * 10**9,
        "DATACITE_ENABLED": True,
        "DATACITE_USERNAME": "nobody",
        "DATACITE_PASSWORD": "nothing",
        "DATACITE_PREFIX": _PREFIX,
        "DATACITE_DATACENTER_SYMBOL": "TEST",
        "RDM_PERSISTENT_IDENTIFIER_PROVIDERS": providers(),
        "RDM_PARENT_PERSISTENT_IDENTIFIER_PROVIDERS": parent_providers(),
        "OAUTH2_CACHE_TYPE": "simple",
        "MAIL_SUPPRESS_SEND": True,
    }


def _profile(profile):
    match profile:
        case "plain":
            return {"RDM_NAMESPACES": {}, "RDM_CUSTOM_FIELDS": []}
        case "zenodo":
            return {
                "DATACITE_FORMAT": "{prefix}/zenodo.{id}",
                "RDM_ALLOW_METADATA_ONLY_RECORDS": False,
                "RDM_ALLOW_RESTRICTED_RECORDS": False,
                "RDM_ALLOW_EXTERNAL_DOI_VERSIONING": False,
                "RECORDS_RESOURCES_ALLOW_EMPTY_FILES": False,
                "RDM_PERMISSION_POLICY": ZenodoPermissions,
                "RDM_RECORDS_SERIALIZERS": zenodo_serializers(),
                "RATELIMIT_GUEST_USER": "8000 per hour;60 per minute",
                "RATELIMIT_AUTHENTICATED_USER": "5000 per hour;100 per minute",
            }
        case "cds":
            fields = ("experiments", "accelerators")
            return {
                "RDM_COMMUNITY_REQUIRED_TO_PUBLISH": True,
                "RDM_ALLOW_METADATA_ONLY_RECORDS": False,
                "RDM_NAMESPACES": {"cern": "https://home.cern/"},
                "RDM_CUSTOM_FIELDS": [
                    VocabularyCF(
                        name=f"cern:{name}",
                        vocabulary_id=name,
                        dump_options=False,
                        multiple=True,
                    )
                    for name in fields
                ],
            }
        case _:
            raise ValueError(f"Nothing is known of {profile}.")
