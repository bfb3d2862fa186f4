"""One dialect of C for the whole tree, where clang-format 14 has no option for it.

Two rules. A body of one single-line statement has no braces; in an if/else chain only when every
branch is such a body. The declarations that open the body of a function are followed by one blank
line. Both read the text as clang-format leaves it: one statement a line, closing braces in the
column of their keyword. Two words in a row are the shape by which a declaration is recognised.
"""

import re

from tree import c_functions

HEAD = re.compile(r"(\s*)(?:if|for|while) \(")
NOT_SIMPLE = re.compile(r"\s*(if|for|while|switch|do|case|default|else|/\*|\}|#)")
QUALIFIERS = r"(?:(?:static|const|volatile|struct|enum|union|unsigned|signed|long|short)\s+)*"
DECLARATION = re.compile(
    r"    (?!return\b|goto\b|else\b|case\b|typedef\b)"
    + QUALIFIERS
    + r"[A-Za-z_]\w*(?:\s+|\s*\*+\s*)(?:const\s+|volatile\s+)*\**(?:const\s+)?"
    + r"[A-Za-z_]\w*(?:\[[^;]*\])*\s*(=|;|,|$)"
)
LITERAL = re.compile(r"""'(?:\\.|[^'\\])+'|"(?:\\.|[^"\\])*"|/\*.*?\*/""")
FUNCTION_POINTER = re.compile(r"    [A-Za-z_][\w ]*\(\*\w+\)\(")


def find_brace(lines, head):
    """The index of the line whose end opens the body of a head, or None where no brace does."""
    for index in range(head, min(head + 8, len(lines))):
        if lines[index].endswith(" {"):
            return index
        if lines[index].endswith(";"):
            return None
    return None


def branches(lines, head):
    """(brace, end) of each branch of a chain; empty where one of them has no braces."""
    indent = HEAD.match(lines[head])[1]
    found = []
    while True:
        brace = find_brace(lines, head)
        if brace is None:
            return []
        end = brace + 1
        while end < len(lines) - 1 and not lines[end].startswith(indent + "}"):
            end += 1
        found.append((brace, end))
        if not lines[end].startswith(indent + "} else"):
            return found if lines[end] == indent + "}" else []
        head = end


def is_simple(lines, brace, end):
    """Whether a body is one statement on one line."""
    body = lines[brace + 1]
    return end == brace + 2 and not NOT_SIMPLE.match(body) and body.endswith(";")


def needless_braces(lines):
    """The index of each head whose braces, and those of its branches, hold single lines only."""
    for index, line in enumerate(lines):
        if HEAD.match(line):
            chain = branches(lines, index)
            if chain and all(is_simple(lines, brace, end) for brace, end in chain):
                yield index


def end_of_statement(lines, index):
    """The index after a statement that may go over several lines."""
    depth = 0
    while index < len(lines):
        line = LITERAL.sub("", lines[index])
        depth += line.count("{") + line.count("(") - line.count("}") - line.count(")")
        index += 1
        if depth <= 0 and line.rstrip().endswith((";", "*/")):
            break
    return index


def after_comments(lines, index):
    """The index after the comments of a body that begin at an index."""
    while lines[index].startswith("    /*"):
        while not lines[index].endswith("*/"):
            index += 1
        index += 1
    return index


def end_of_declarations(lines, brace):
    """The index after the declarations that open a body, or None where there are none."""
    index = brace + 1
    end = None
    while True:
        start = after_comments(lines, index)
        line = lines[start]
        if not DECLARATION.match(line) and not FUNCTION_POINTER.match(line):
            return end
        index = end = end_of_statement(lines, start)


def check_dialect(tree):
    """Both rules, for every C file."""
    for path in tree.sources(".c", ".h"):
        lines = path.read_text().split("\n")
        for index in needless_braces(lines):
            yield tree.breach(path, index + 1, "braces around single lines: leave them out")
        for _, brace, _, _ in c_functions(lines):
            end = end_of_declarations(lines, brace)
            if end is not None and lines[end] not in ("", "}"):
                yield tree.breach(path, end + 1, "no blank line after the declarations")
