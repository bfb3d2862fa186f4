"""The files of the tree, and how a finding is printed: what all house rules share."""

import re
from pathlib import Path

AREAS = ("boot", "kernel", "shell", "memviz", "tests", "tools", "include", "examples")


class Tree:
    """A checkout below one folder. Data and build products are not part of it."""

    def __init__(self, root):
        self.root = Path(root).resolve()

    def name(self, path):
        """The path of a file as the tree knows it."""
        return path.relative_to(self.root).as_posix()

    def sources(self, *suffixes):
        """All files of the tree with one of the suffixes."""
        for area in AREAS:
            for path in sorted((self.root / area).rglob("*")):
                if path.suffix in suffixes and "tests/data" not in self.name(path):
                    yield path

    def breach(self, path, line, text):
        """One finding, in the form that editors understand."""
        return f"{self.name(path)}:{line}: {text}"


def c_functions(lines):
    """(index of the first line, of the brace, of the end, signature) of each C function.

    clang-format puts the braces of a function into column 0, and nothing else there.
    """
    opened = None
    for index, line in enumerate(lines):
        if line == "{" and opened is None:
            opened = first_line_of_signature(lines, index)
            brace = index
        elif line == "}" and opened is not None:
            yield opened, brace, index, " ".join(lines[opened:brace])
            opened = None


def first_line_of_signature(lines, brace):
    """The index at which the signature begins whose body opens at the index brace."""
    first = brace
    while first > 0 and lines[first - 1] and not lines[first - 1].endswith((";", "*/")):
        if lines[first - 1][0] in "#/}":
            break
        first -= 1
        if not lines[first].startswith((" ", "\t")):
            break
    return first


def without_comments(text):
    """C source with its comments and string literals blanked; lines keep their numbers."""
    pattern = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"', re.DOTALL)
    return pattern.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)
