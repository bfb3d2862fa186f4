"""The house rules that no compiler checks. Prints a line a breach: file:line: what is wrong.

usage: tools/lint.py sizes|columns|parameters|direction|routines|paths
"""

import ast
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
AREAS = ("boot", "kernel", "shell", "memviz", "tests", "tools")
FILE_LINES = 400
FUNCTION_LINES = 50
PARAMETERS = 4
COLUMNS = 100
# What may stand between a routine and its header: directives, and another name of the same place.
BEFORE_ROUTINE = re.compile(r"(global|section|align|bits|org|%\w+)\b|[a-z_]\w*:$")
# Who may include whom: the pure core knows nothing of what is built on it.
CORE_FORBIDDEN = re.compile(r'#include\s+"(kernel/hw|shell|memviz|boot)/')


def sources(*suffixes):
    """All files of the tree with one of the suffixes, data excluded."""
    for area in AREAS:
        for path in sorted((ROOT / area).rglob("*")):
            if path.suffix in suffixes and "tests/data" not in path.as_posix():
                yield path


def breach(path, line, text):
    """One finding, in the form editors understand."""
    return f"{path.relative_to(ROOT)}:{line}: {text}"


def c_functions(path):
    """(first line, length, signature) of each function; clang-format has its braces in column 0."""
    lines = path.read_text().split("\n")
    opened = None
    for index, line in enumerate(lines):
        if line == "{" and opened is None:
            opened = index
            while opened > 0 and lines[opened - 1] and lines[opened - 1][0] not in "#/}; *":
                opened -= 1
                if lines[opened].endswith((";", "*/")):
                    opened += 1
                    break
                if not lines[opened].startswith((" ", "\t")):
                    break
            signature = " ".join(lines[opened:index])
        elif line == "}" and opened is not None:
            yield opened + 1, index - opened + 1, signature
            opened = None


def python_functions(path):
    """(first line, length) of each function."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node.lineno, node.end_lineno - node.lineno + 1


def check_sizes():
    """No file over 400 lines, no function over 50."""
    for path in sources(".c", ".h", ".asm", ".inc", ".py", ".sh", ".mk"):
        count = len(path.read_text().splitlines())
        if count > FILE_LINES:
            yield breach(path, 1, f"{count} lines, {FILE_LINES} allowed")
    for path in sources(".c", ".py"):
        found = c_functions(path) if path.suffix == ".c" else python_functions(path)
        for start, length, *_ in found:
            if length > FUNCTION_LINES:
                yield breach(path, start, f"function of {length} lines, {FUNCTION_LINES} allowed")


def check_columns():
    """No Python or shell line over 100 columns (clang-format sees to C)."""
    for path in sources(".py", ".sh"):
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if len(line) > COLUMNS:
                yield breach(path, number, f"{len(line)} columns, {COLUMNS} allowed")


def check_parameters():
    """No C function with more than four parameters."""
    for path in sources(".c"):
        for start, _, signature in c_functions(path):
            inside = re.sub(r"\([^()]*\)", "", signature[signature.find("(") + 1 :])
            count = inside.count(",") + 1
            if count > PARAMETERS:
                yield breach(path, start, f"{count} parameters, {PARAMETERS} allowed")


def check_direction():
    """The core includes neither the hardware edge nor its users, and declares nothing extern."""
    for path in sources(".c", ".h"):
        relative = path.relative_to(ROOT).as_posix()
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if relative.startswith("kernel/core/") and CORE_FORBIDDEN.match(line):
                yield breach(path, number, f"the core may not use this: {line}")
            if re.match(r"extern [^(]*;", line):
                yield breach(path, number, "an extern variable: offer a function instead")


def called_labels():
    """The labels that some NASM source calls: those are the routines."""
    text = "\n".join(path.read_text() for path in sources(".asm", ".inc"))
    return set(re.findall(r"^\s+call\s+([a-z]\w*)", text, re.MULTILINE))


def check_routines():
    """Each NASM routine has a comment right above it."""
    routines = called_labels()
    for path in sources(".asm", ".inc"):
        lines = path.read_text().split("\n")
        for index, line in enumerate(lines):
            label = line.split(":")[0]
            if ":" not in line or label not in routines:
                continue
            above = index - 1
            while above >= 0 and BEFORE_ROUTINE.match(lines[above]):
                above -= 1
            if above < 0 or not lines[above].startswith(";"):
                yield breach(path, index + 1, f"no header above routine {label}")


def check_paths():
    """Nothing names a folder of one machine."""
    places = re.compile(r"(?<![\w.])/(home|root|work|Users)/")
    top = [p for p in ROOT.iterdir() if p.is_file() and not p.name.startswith(".")]
    texts = list(sources(".c", ".h", ".asm", ".inc", ".sh", ".mk", ".md", ".conf", ".ld", ".S"))
    for path in texts + top + sorted((ROOT / "docs").glob("*.md")):
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1):
            if places.search(line):
                yield breach(path, number, "a path of one machine")


CHECKS = {
    "sizes": check_sizes,
    "columns": check_columns,
    "parameters": check_parameters,
    "direction": check_direction,
    "routines": check_routines,
    "paths": check_paths,
}


def main():
    """Exit code 1 when the named check found something."""
    if len(sys.argv) != 2 or sys.argv[1] not in CHECKS:
        print(__doc__, file=sys.stderr)
        return 2
    found = list(CHECKS[sys.argv[1]]())
    print("\n".join(found), end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
