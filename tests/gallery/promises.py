"""What the gallery's table in README.md promises that Strata says of each mistake."""

import re
from typing import Dict

from machine import ROOT

ROW = re.compile(r"^\| `([\w-]+)` \| [^|]+ \| `([EK]\d\d [^`|]+)` \|$", re.MULTILINE)
# Digits that differ from build to build.
ANY_NUMBER = "0x" + "X" * 8


def promises() -> Dict[str, str]:
    """Name of the mistake to an expression for the whole line."""
    text = (ROOT / "README.md").read_text()
    rows = dict(ROW.findall(text))
    digits = "0x[0-9a-f]{8}"
    return {name: re.escape(line).replace(ANY_NUMBER, digits) for name, line in rows.items()}
