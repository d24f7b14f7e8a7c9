"""Looks for what a package put into notebooks as code or markup.

Reads a JSON list of paths from its input and prints a JSON list of complaints.
Nothing is run: code is parsed, Markdown is rendered as JupyterLab's rules have
it, with raw HTML allowed, so that it would show.
"""

import ast
import json
import re
import sys
from html.parser import HTMLParser

import mistune
import nbformat

# Functions that cells of ours call, and nothing else.
CALLED = {
    "check_environment",
    "check_files",
    "cwl_file",
    "first_look",
    "list_results",
    "now",
    "option_list",
    "run_cwl",
    "run_nextflow",
    "run_notebook",
    "run_program",
    "run_python",
    "run_snakemake",
    "write_run_crate",
}
# Statements that cells of ours consist of.
ALLOWED = (ast.Assign, ast.Expr)
# Elements that a table, a list and a heading need.
ELEMENTS = set("h1 h2 h3 p em strong table thead tbody tr th td ul li a code br".split())


def is_ours(cell):
    """Cells of our own functions hold no text of a package."""
    return cell.metadata.get("jupyter", {}).get("source_hidden") is True


def code_complaints(source):
    """What a code cell does beyond calling our functions with constants."""
    for statement in ast.parse(source).body:
        if not isinstance(statement, ALLOWED):
            # The cell that runs a repository's notebook asks which one.
            if not (isinstance(statement, ast.If) and "notebook is None" in source):
                yield f"statement {type(statement).__name__}"
                continue
        for node in ast.walk(statement):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", None)
                if name not in CALLED and not isinstance(statement, ast.If):
                    yield f"call of {ast.unparse(node.func)[:80]}"
            elif isinstance(node, (ast.Import, ast.ImportFrom, ast.Lambda, ast.FunctionDef)):
                yield f"{type(node).__name__}"


class Page(HTMLParser):
    """Finds elements and links in rendered Markdown that should not be there."""

    def __init__(self):
        super().__init__()
        self.complaints = []

    def handle_starttag(self, tag, attrs):
        """An element begins."""
        if tag not in ELEMENTS:
            self.complaints.append(f"element {tag}")
        for name, value in attrs:
            if name not in ("href", "style"):
                self.complaints.append(f"attribute {name}")
            elif name == "href" and not re.match(r"https://|\./", value or ""):
                self.complaints.append(f"link to {(value or '')[:80]}")


def markup_complaints(source):
    """Elements and links that a Markdown cell should not have."""
    render = mistune.create_markdown(escape=False, plugins=["table", "url", "strikethrough"])
    page = Page()
    page.feed(render(source))
    yield from page.complaints
    if re.search(r"(?<!\\)\$\$?[^$]*\$|\\\(|\\\[|\\begin", source):
        yield "formula"


def examine(path):
    """All complaints about one notebook."""
    document = nbformat.read(path, as_version=4)
    nbformat.validate(document)
    for cell in document.cells:
        if cell.metadata.get("trusted") or cell.get("outputs"):
            yield "trust or outputs"
        if cell.cell_type == "markdown":
            yield from markup_complaints(cell.source)
        elif not is_ours(cell):
            yield from code_complaints(cell.source)


def main():
    """Answers the request on the input."""
    complaints = []
    for path in json.load(sys.stdin):
        try:
            complaints += [f"{path}: {what}" for what in examine(path)]
        except Exception as error:
            complaints.append(f"{path}: {type(error).__name__}: {str(error)[:200]}")
    json.dump(complaints, sys.stdout)


if __name__ == "__main__":
    main()
