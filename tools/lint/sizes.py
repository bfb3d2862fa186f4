"""How long a file, a function, a line and a list of parameters may be."""

import ast
import re

from tree import c_functions

FILE_LINES = 400
# One file on purpose: other kernels copy it into their trees.
DROP_IN = {"include/strata_telemetry.h": 600}
FUNCTION_LINES = 50
PARAMETERS = 4
COLUMNS = 100
# NASM and awk stay narrower than C: their trailing comments need the room, and listings are read in
# a debugger's pane.
LINE_COLUMNS = {".py": COLUMNS, ".sh": COLUMNS, ".awk": COLUMNS, ".asm": COLUMNS, ".inc": COLUMNS}


def python_functions(text):
    """(first line, length) of each Python function."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node.lineno, node.end_lineno - node.lineno + 1


def function_lengths(path):
    """(first line, length) of each function of a C or Python file."""
    text = path.read_text()
    if path.suffix == ".py":
        yield from python_functions(text)
        return
    for first, _, end, _ in c_functions(text.split("\n")):
        yield first + 1, end - first + 1


def check_sizes(tree):
    """No file over 400 lines, no function over 50."""
    for path in tree.sources(".c", ".h", ".asm", ".inc", ".py", ".sh", ".mk", ".awk"):
        count = len(path.read_text().splitlines())
        allowed = DROP_IN.get(tree.name(path), FILE_LINES)
        if count > allowed:
            yield tree.breach(path, 1, f"{count} lines, {allowed} allowed")
    for path in tree.sources(".c", ".py"):
        for start, length in function_lengths(path):
            if length > FUNCTION_LINES:
                yield tree.breach(
                    path, start, f"function of {length} lines, {FUNCTION_LINES} allowed"
                )


def check_columns(tree):
    """No line over 100 columns in what clang-format does not see to."""
    for path in tree.sources(*LINE_COLUMNS):
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if len(line.expandtabs(8)) > LINE_COLUMNS[path.suffix]:
                yield tree.breach(
                    path, number, f"{len(line)} columns, {LINE_COLUMNS[path.suffix]} allowed"
                )


def check_parameters(tree):
    """No C function with more than four parameters."""
    for path in tree.sources(".c"):
        for first, _, _, signature in c_functions(path.read_text().split("\n")):
            inside = re.sub(r"\([^()]*\)", "", signature[signature.find("(") + 1 :])
            count = inside.count(",") + 1
            if count > PARAMETERS:
                yield tree.breach(path, first + 1, f"{count} parameters, {PARAMETERS} allowed")
