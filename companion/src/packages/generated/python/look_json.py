"""JSON documents and lists of them."""

import itertools
import json
import pathlib
from importlib.util import find_spec

from base import shown
from IPython.display import display
from look import show_text

# Larger documents are shown as text only.
LARGEST_JSON = 100_000_000


def show_json(path, rows):
    """What a document is made of; a list of records also as a table."""
    if pathlib.Path(path).stat().st_size > LARGEST_JSON:
        show_text(path, rows)
        return
    with open(path, encoding="utf-8-sig") as file:
        if str(path).endswith((".jsonl", ".ndjson")):
            document = [json.loads(line) for line in itertools.islice(file, 10_000) if line.strip()]
        else:
            document = json.load(file)
    print("\n".join(itertools.islice(outline(document), 60)))
    records = isinstance(document, list) and all(isinstance(item, dict) for item in document)
    if records and document and find_spec("pandas"):
        import pandas

        display(pandas.json_normalize(document[:1000], max_level=1).head(rows))


def outline(value, name="document", indent=""):
    """The parts of a value, line by line, three levels deep."""
    if isinstance(value, dict):
        yield f"{indent}{shown(name, 60)}: object with {len(value)} members"
        parts = list(value.items())[:12]
    elif isinstance(value, list):
        yield f"{indent}{shown(name, 60)}: list of {len(value)}"
        parts = [(f"[{index}]", item) for index, item in enumerate(value[:2])]
    else:
        yield f"{indent}{shown(name, 60)}: {shown(json.dumps(value, ensure_ascii=False), 80)}"
        return
    if len(indent) < 6:
        for part, item in parts:
            yield from outline(item, part, indent + "  ")
    if len(value) > len(parts) and len(indent) < 6:
        yield f"{indent}  … {len(value) - len(parts)} more"
