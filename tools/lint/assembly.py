"""The house rules of NASM sources: a header above each routine, and one grid of columns."""

import re

BODY = 8
OPERANDS = 16
COMMENT = 36
# What may stand between a routine and its header: directives, and another name of the same place.
BEFORE_ROUTINE = re.compile(r"(global|section|align|bits|org|%\w+)\b|[a-z_]\w*:$")
# A line of code: indentation, a mnemonic, its operands. Directives of the preprocessor are no code.
CODE = re.compile(r"(\s+)([a-z][\w%]*)(\s*)([^;\s][^;]*?)?(\s*)(;.*)?$")
# A prefix belongs to its instruction: `rep movsd` stands in the column of the mnemonic.
PREFIX = tuple("rep repe repne lock a32 o32 a16 o16 times cs ds es ss".split())


def called_labels(tree):
    """The labels that some NASM source calls: those are the routines."""
    text = "\n".join(path.read_text() for path in tree.sources(".asm", ".inc"))
    return set(re.findall(r"^\s+call\s+([a-z]\w*)", text, re.MULTILINE))


def check_routines(tree):
    """Each NASM routine has a comment right above it."""
    routines = called_labels(tree)
    for path in tree.sources(".asm", ".inc"):
        lines = path.read_text().split("\n")
        for index, line in enumerate(lines):
            label = line.split(":")[0]
            if ":" not in line or label not in routines:
                continue
            above = index - 1
            while above >= 0 and BEFORE_ROUTINE.match(lines[above]):
                above -= 1
            if above < 0 or not lines[above].startswith(";"):
                yield tree.breach(path, index + 1, f"no header above routine {label}")


def grid_breach(line):
    """What is wrong with the columns of one line of code, or None."""
    found = CODE.fullmatch(line)
    if not found or "\t" in line:
        return "a tab" if "\t" in line else None
    indent, mnemonic, gap, operands, before, comment = found.groups()
    if len(indent) != BODY:
        return f"the instruction stands in column {len(indent)}, not {BODY}"
    at = len(indent) + len(mnemonic) + len(gap)
    wanted = max(OPERANDS, BODY + len(mnemonic) + 1)
    if operands and mnemonic not in PREFIX and at != wanted:
        return f"the operands stand in column {at}, not {wanted}"
    column = len(line) - len(comment) if comment else COMMENT
    code_end = len(line[: column].rstrip())
    if comment and code_end < COMMENT and column != COMMENT:
        return f"the comment stands in column {column}, not {COMMENT}"
    return None


def check_grid(tree):
    """Instructions, operands and trailing comments stand in their columns."""
    for path in tree.sources(".asm", ".inc"):
        for number, line in enumerate(path.read_text().split("\n"), 1):
            wrong = grid_breach(line)
            if wrong:
                yield tree.breach(path, number, wrong)
