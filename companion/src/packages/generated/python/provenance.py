"""A record of the run (Process Run Crate 0.5)."""

import hashlib
import json
import mimetypes
import os
import pathlib
import platform
import urllib.parse
import uuid

from base import CannotGoOn, now, written_since

PROFILE = "https://w3id.org/ro/wfrun/process/0.5"
ATTACHED_CRATE = "ro-crate-metadata.json"
LARGEST_SUMMED = 2_000_000_000


def write_run_crate(
    tool, inputs, parameters, started, licence, attach=False, name="run-crate.json"
):
    """Writes down what was run with what, and what came of it.

    Args:
        tool: name, and path or address, of what was run.
        inputs: paths of the files that it was given.
        parameters: values by name.
        started: when it began, as ``now()`` gave it.
        licence: how the record may be used: that of the package.
        attach: also add the run to the description of the package.
        name: the file that is written.
    """
    action, entities = describe_run(tool, inputs, parameters, started)
    root = {
        "@id": "./",
        "@type": "Dataset",
        "conformsTo": {"@id": PROFILE},
        "datePublished": action["endTime"],
        "description": f"Record of one run of {tool['name']}",
        "hasPart": references(item for item in entities if "File" in types_of(item)),
        "license": {"@id": licence} if licence.startswith("https://") else licence,
        "mentions": [{"@id": action["@id"]}],
        "name": f"Run of {tool['name']}",
    }
    write_json(name, crate_of(root, entities))
    print(f"The run is recorded in {name}")
    if attach:
        attach_run(action, entities)
        print(f"and in {ATTACHED_CRATE}, the description of the package")


def describe_run(tool, inputs, parameters, started):
    """The action, and all that it refers to."""
    objects = [describe_file(path) for path in inputs if pathlib.Path(path).is_file()]
    values = [
        {
            "@id": f"#value-{number}-{uuid.uuid4()}",
            "@type": "PropertyValue",
            "name": name,
            "value": text,
        }
        for number, (name, value) in enumerate(parameters.items())
        if value is not None
        for text in [value if isinstance(value, (bool, int, float, str)) else json.dumps(value)]
    ]
    known = {pathlib.Path(path) for path in [*inputs, tool["path"] or ""]}
    made = [describe_file(path) for path, _ in written_since(started) if path not in known]
    instrument = describe_tool(tool)
    python = {
        "@id": "https://www.python.org/",
        "@type": "SoftwareApplication",
        "name": "Python",
        "url": "https://www.python.org/",
        "version": platform.python_version(),
    }
    instrument["softwareRequirements"] = {"@id": python["@id"]}
    action = {
        "@id": f"#{uuid.uuid4()}",
        "@type": "CreateAction",
        "actionStatus": "http://schema.org/CompletedActionStatus",
        "description": f"{tool['name']}, run by a person in a notebook",
        "endTime": now(),
        "instrument": {"@id": instrument["@id"]},
        "name": f"Run of {tool['name']}",
        "object": references([*objects, *values]),
        "result": references(made),
        "startTime": started,
    }
    return action, [action, instrument, python, *objects, *values, *made]


def describe_tool(tool):
    """What was run: a file or folder here, else something elsewhere."""
    path = pathlib.Path(tool["path"] or "")
    if tool["path"] is None or not path.exists():
        kinds, name = ["SoftwareSourceCode"], tool["url"] or "#tool"
    elif path.is_dir():
        kinds, name = ["Dataset", "SoftwareSourceCode"], f"{identifier(path)}/"
    else:
        kinds, name = ["File", "SoftwareSourceCode"], identifier(path)
    known = {"encodingFormat": media_type(path)} if "File" in kinds else {}
    return {"@id": name, "@type": kinds, "name": tool["name"], **known}


def describe_file(path):
    """A file with its size, and its checksum unless that takes minutes."""
    size = os.stat(path).st_size
    entity = {
        "@id": identifier(path),
        "@type": "File",
        "contentSize": str(size),
        "encodingFormat": media_type(path),
        "name": pathlib.Path(path).name,
    }
    if size <= LARGEST_SUMMED:
        digest = hashlib.sha256()
        with open(path, "rb") as file:
            while True:
                part = file.read(1 << 20)
                if not part:
                    break
                digest.update(part)
        entity["sha256"] = digest.hexdigest()
    return entity


def media_type(path):
    """The media type that goes with the ending of a name."""
    if pathlib.Path(path).suffix == ".ipynb":
        return "application/x-ipynb+json"
    return mimetypes.guess_type(str(path))[0] or "application/octet-stream"


def identifier(path):
    """A path as the identifier of an entity (RO-Crate 1.1, "Data entities")."""
    return urllib.parse.quote(pathlib.Path(path).as_posix())


def references(entities):
    """The entities as references to them."""
    return [{"@id": item["@id"]} for item in entities]


def types_of(entity):
    """The types of an entity, always as a list."""
    kinds = entity.get("@type", [])
    return kinds if isinstance(kinds, list) else [kinds]


def list_of(value):
    """What JSON-LD writes alone or in a list, as a list."""
    return value if isinstance(value, list) else [] if value is None else [value]


def crate_of(root, entities):
    """A whole crate document."""
    descriptor = {
        "@id": ATTACHED_CRATE,
        "@type": "CreativeWork",
        "about": {"@id": "./"},
        "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
    }
    profile = {
        "@id": PROFILE,
        "@type": "CreativeWork",
        "name": "Process Run Crate",
        "version": "0.5",
    }
    # The term that RO-Crate 1.1 lacks.
    checksum = {"sha256": "https://w3id.org/ro/terms/workflow-run#sha256"}
    return {
        "@context": ["https://w3id.org/ro/crate/1.1/context", checksum],
        "@graph": [descriptor, root, profile, *entities],
    }


def attach_run(action, entities):
    """Adds the run to the crate that lies beside the notebook."""
    try:
        document = json.loads(pathlib.Path(ATTACHED_CRATE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise CannotGoOn(f"{ATTACHED_CRATE} cannot be read; open the package again.") from None
    graph = {item["@id"]: item for item in document["@graph"]}
    root = graph["./"]
    for item in entities:
        # What the package says of its own files stays.
        graph[item["@id"]] = {**item, **graph.get(item["@id"], {})}
    graph[PROFILE] = crate_of({}, [])["@graph"][2]
    files = references(item for item in entities if "File" in types_of(item))
    for key, added in (
        ("mentions", [{"@id": action["@id"]}]),
        ("conformsTo", [{"@id": PROFILE}]),
        ("hasPart", files),
    ):
        known = list_of(root.get(key))
        root[key] = known + [item for item in added if item not in known]
    document["@graph"] = list(graph.values())
    write_json(ATTACHED_CRATE, document)


def write_json(path, document):
    """Writes a file whole or not at all."""
    partial = pathlib.Path(f".{path}.{uuid.uuid4()}")
    partial.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    partial.replace(path)
