"""What the code of a notebook needs, told without running any of it.

Started as ``python -I preflight.py`` by the interpreter of the kernel that the
notebook will get. Reads from its input::

    {"cells": ["source", ...], "folder": "/working/copy", "search": ["/more"]}

and prints what it found. Code is only parsed. Modules are only looked for, by
their top-level names: ``find_spec`` of a name without a dot imports nothing.
``-I`` keeps the working copy off the module path.
"""

import ast
import json
import os
import re
import site
import sys
import warnings
from importlib.machinery import PathFinder
from importlib.util import find_spec

# Modules that Python 3 renamed, and what they are now.
RENAMED = {
    "BaseHTTPServer": "http.server",
    "ConfigParser": "configparser",
    "Cookie": "http.cookies",
    "HTMLParser": "html.parser",
    "Queue": "queue",
    "SocketServer": "socketserver",
    "StringIO": "io",
    "Tkinter": "tkinter",
    "__builtin__": "builtins",
    "anydbm": "dbm",
    "cPickle": "pickle",
    "cStringIO": "io",
    "commands": "subprocess",
    "cookielib": "http.cookiejar",
    "httplib": "http.client",
    "sets": "set",
    "urllib2": "urllib.request",
    "urlparse": "urllib.parse",
    "xmlrpclib": "xmlrpc.client",
}

# Built-in names that Python 3 no longer has.
GONE = {"basestring", "execfile", "raw_input", "unichr", "unicode", "xrange"}

# How Python 2 betrays itself to a parser of Python 3.
PYTHON2 = [
    ("print statement", re.compile(r"^\s*print\s+(?![=.(,)\[])\S", re.M)),
    ("print statement", re.compile(r"^\s*print\s*>>", re.M)),
    ("exec statement", re.compile(r"^\s*exec\s+[^=(\s]", re.M)),
    ("old form of except", re.compile(r"^\s*except\s+[\w.() ,]+,\s*\w+\s*:", re.M)),
    ("old form of raise", re.compile(r"^\s*raise\s+[\w.]+\s*,", re.M)),
    ("operator <>", re.compile(r"[\w)\]]\s*<>\s*[\w('\"]")),
    ("old octal number", re.compile(r"(?<![\w.])0[0-7]+(?![\w.])")),
    ("long integer", re.compile(r"(?<![\w.])\d+[lL]\b")),
    ("backquotes", re.compile(r"`[^`\n]+`")),
]

# Cell magics whose cell is still Python.
PYTHON_MAGICS = {"capture", "prun", "time", "timeit"}

IMPORT_LINE = re.compile(r"^\s*(?:from\s+([A-Za-z_]\w*)|import\s+([\w., ]+))", re.M)
MAGIC_LINE = re.compile(r"^\s*(?:[%!?]|[\w.]+\s*=\s*[%!])|\?\s*$")
WRITTEN_MODULE = re.compile(r"^%%(?:writefile|file)\s+(?:-a\s+)?([A-Za-z_]\w*)\.py\s*$")
INSTALLED = re.compile(r"^\s*[%!]\s*(?:pip3?|conda|mamba|uv pip)\s+install\s+(.+)$", re.M)

# The deepest expression and longest cell that are looked at.
LONGEST_CELL = 1_000_000

PARSE_ERRORS = (SyntaxError, ValueError, RecursionError, MemoryError)


def parse(source):
    """The syntax tree of a source in which ``await`` may stand anywhere."""
    flags = ast.PyCF_ONLY_AST | getattr(ast, "PyCF_ALLOW_TOP_LEVEL_AWAIT", 0)
    return compile(source, "cell", "exec", flags)


def neutralised(line):
    """A line of IPython's own syntax as Python that does nothing."""
    return line[: len(line) - len(line.lstrip())] + "pass"


def parse_cell(source):
    """Parses a cell, IPython's magics left out.

    Only lines at which the parser stumbles are left out: a line that begins
    with ``%`` may as well go on with an expression.
    """
    lines = source.split("\n")
    for _ in range(len(lines) + 1):
        try:
            return parse("\n".join(lines))
        except SyntaxError as error:
            number = (error.lineno or 0) - 1
            if 0 <= number < len(lines) and MAGIC_LINE.search(lines[number]):
                lines[number] = neutralised(lines[number])
                continue
            # A quote in a magic makes the parser stumble elsewhere.
            cleared = [neutralised(line) if MAGIC_LINE.search(line) else line for line in lines]
            if cleared == lines:
                raise
            lines = cleared
    return parse("\n".join(lines))


def python_part(source):
    """The Python of a cell, None when another language is in it."""
    stripped = source.lstrip()
    if not stripped.startswith("%%"):
        return source
    first, _, rest = stripped.partition("\n")
    words = first[2:].split()
    return rest if words and words[0] in PYTHON_MAGICS else None


class Needs(ast.NodeVisitor):
    """Collects imports, and names that Python 3 no longer has."""

    def __init__(self):
        self.imports = set()
        self.used = set()
        self.bound = set()

    def visit_Import(self, node):
        """``import a.b as c`` needs a and binds c."""
        self.imports.update(alias.name.partition(".")[0] for alias in node.names)
        self.bound.update(alias.asname or alias.name for alias in node.names)

    def visit_ImportFrom(self, node):
        """``from a.b import c`` needs a and binds c."""
        if node.module and not node.level:
            self.imports.add(node.module.partition(".")[0])
        self.bound.update(alias.asname or alias.name for alias in node.names)

    def visit_Try(self, node):
        """Imports in ``try`` may be optional."""
        # Who expects an import to fail can do without it.
        optional = Needs()
        for statement in node.body:
            optional.visit(statement)
        self.used |= optional.used
        self.bound |= optional.bound
        if not any(expects_import_error(handler) for handler in node.handlers):
            self.imports |= optional.imports
        for part in (*node.handlers, *node.orelse, *node.finalbody):
            self.visit(part)

    def visit_Name(self, node):
        """A name is read or bound."""
        (self.used if isinstance(node.ctx, ast.Load) else self.bound).add(node.id)


def expects_import_error(handler):
    """Whether an ``except`` catches a failed import."""
    if handler.type is None:
        return True
    named = {node.id for node in ast.walk(handler.type) if isinstance(node, ast.Name)}
    return bool(named & {"ImportError", "ModuleNotFoundError", "Exception"})


def imports_of_text(source):
    """The imports of a cell that cannot be parsed."""
    for package, names in IMPORT_LINE.findall(source):
        for name in [package] if package else names.split(","):
            yield name.strip().partition(" ")[0].partition(".")[0]


def is_here(name, folder, search):
    """Whether the kernel would find a module, beside the notebook or elsewhere."""
    if name == "__main__" or name in sys.builtin_module_names:
        return True
    if folder is not None:
        beside = os.path.join(folder, name)
        if os.path.isdir(beside) or os.path.isfile(beside + ".py"):
            return True
    try:
        return find_spec(name) is not None or PathFinder.find_spec(name, search) is not None
    except (ImportError, ValueError, AttributeError):
        return False


def examine(cells, folder, search):
    """All findings about the sources of the code cells."""
    python2, syntax, imports, used, bound, provided = [], [], set(), set(), set(), set()
    for number, source in enumerate(cells, start=1):
        written = WRITTEN_MODULE.match(source.lstrip().partition("\n")[0])
        if written:
            provided.add(written.group(1))
        for names in INSTALLED.findall(source):
            provided.update(re.findall(r"[A-Za-z0-9_]+", names.replace("-", "_").lower()))
        source = python_part(source)
        if source is None or len(source) > LONGEST_CELL:
            continue
        try:
            needs = Needs()
            needs.visit(parse_cell(source))
        except PARSE_ERRORS as error:
            signs = sorted({what for what, pattern in PYTHON2 if pattern.search(source)})
            if signs:
                python2.extend({"cell": number, "what": what} for what in signs)
            else:
                line = getattr(error, "lineno", None)
                message = getattr(error, "msg", None) or type(error).__name__
                syntax.append({"cell": number, "line": line, "message": message})
            imports.update(imports_of_text(source))
        else:
            imports |= needs.imports
            used |= needs.used
            bound |= needs.bound
    for name in sorted((used & GONE) - bound):
        python2.append({"cell": None, "what": name})
    missing = sorted(
        name
        for name in imports
        if name and name.lower() not in provided and not is_here(name, folder, search)
    )
    return {
        "version": f"{sys.version_info[0]}.{sys.version_info[1]}",
        "python2": python2,
        "syntax": syntax,
        "renamed": {name: RENAMED[name] for name in missing if name in RENAMED},
        "missing": [name for name in missing if name not in RENAMED],
    }


def main():
    """Answers the request on the input."""
    warnings.simplefilter("ignore")
    request = json.load(sys.stdin)
    # Isolation hides the packages that the person installed for themselves,
    # which the kernel will see.
    search = [
        path for path in [site.getusersitepackages(), *request["search"]] if os.path.isabs(path)
    ]
    json.dump(examine(request["cells"], request["folder"], search), sys.stdout)


if __name__ == "__main__":
    main()
