"""What the gallery's table in README.md promises that Strata says of each mistake."""

import re
from typing import Dict

from machine import ROOT

ROW = re.compile(
    r"^\| `([\w-]+)` \| [^|]+ \| `([EK]\d\d [^`|]+|docs/layout\.md:N: [^`|]+)` \|$", re.MULTILINE
)
# Digits that differ from build to build.
ANY_NUMBER = "0x" + "X" * 8
# The line of the document, which differs from one state of it to the next.
ANY_LINE = re.escape(".md:N:")
# What follows is the same for all messages of the code, and docs/boot-errors.md has it.
ANY_REST = re.escape(" …")


def _expression(promise: str) -> str:
    line = re.escape(promise).replace(ANY_NUMBER, "0x[0-9a-f]{8}")
    return line.replace(ANY_LINE, r"\.md:[0-9]+:").replace(ANY_REST, " .+")


def promises() -> Dict[str, str]:
    """Name of the mistake to an expression for the whole line."""
    text = (ROOT / "README.md").read_text()
    rows = dict(ROW.findall(text))
    return {name: _expression(line) for name, line in rows.items()}
