"""One planted mistake."""

import re
from dataclasses import dataclass
from typing import Tuple


@dataclass(frozen=True)
class Mutant:
    """A text that stands once in a file, what takes its place, and who must name it.

    White space in the old text matches any white space, so that a file may be formatted again
    without breaking its mutants.
    """

    name: str
    file: str
    old: str
    new: str
    expect: str  # an expression for the message with the right cause
    commands: Tuple[str, ...] = ()  # given to the shell besides `mem` and `mem check`
    bochs: bool = False  # QEMU does not check segment limits, and has no ACPI memory in its map
    memory_map: Tuple[Tuple[int, int, int], ...] = ()  # what the BIOS gives: base, length, type
    noise: bool = False  # the RAM of the kernel holds no zeros when boot begins

    def apply(self, text: str) -> str:
        """The text with the mistake in it; ValueError where it does not fit exactly once."""
        pattern = r"\s+".join(re.escape(word) for word in self.old.split())
        changed, count = re.subn(pattern, lambda _: self.new, text)
        if count != 1:
            raise ValueError(f"{self.name}: {count} places of {self.file} match where one was due")
        return changed
