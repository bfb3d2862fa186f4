"""The six mistakes, each as the smallest change to loader, layout or image that makes it."""

from dataclasses import dataclass, field
from typing import Callable, Dict, Optional, Tuple

from machine.image import SECTOR, Image

# (file, what stands there exactly once, what the mistake has instead)
Edit = Tuple[str, str, str]
# What a freshly formatted disk holds.
FORMAT_FILL = b"\xf6"
# start, end and size of a row of docs/layout.md
Row = Tuple[int, int, str]


@dataclass(frozen=True)
class Mistake:
    """One mistake. Without a ROM the machine has the emulator's own BIOS."""

    name: str
    what: str
    edits: Tuple[Edit, ...] = ()
    rows: Dict[str, Row] = field(default_factory=dict)  # refused by the build, then forced on it
    damage: Optional[Callable[[Image], None]] = None  # done to the finished image
    map_entries: int = 0  # of the map that an option ROM gives; 0: no ROM
    rom_options: Tuple[str, ...] = ()


def lose_last_sector(image: Image) -> None:
    """What a copy with a hard-coded length does once the kernel has grown."""
    last = image.kernel_offset + (image.kernel_size() - 1) // SECTOR * SECTOR
    image.data[last : last + SECTOR] = FORMAT_FILL * SECTOR


MISTAKES = (
    Mistake(
        "kernel-short",
        "the image lacks the last sector of the kernel",
        damage=lose_last_sector,
    ),
    Mistake(
        "stage2-short",
        "stage1 loads one sector less than stage2 has",
        edits=(
            ("boot/stage1/disk.inc", "word STAGE2_SECTORS ", "word STAGE2_SECTORS - 1 "),
            ("boot/stage1/disk.inc", "0x0200 + STAGE2_SECTORS", "0x0200 + STAGE2_SECTORS - 1"),
        ),
    ),
    Mistake(
        "load-over-stage1",
        "the load buffer grew from 40 to 60 sectors, over stack and loader",
        rows={"KERNEL_OFFSET1": (0x1000, 0x8800, "60 sectors")},
    ),
    Mistake(
        "stack-in-buffer",
        "the real-mode stack grows down from the end of the load buffer",
        rows={"REAL_STACK": (0x4400, 0x6000, "7168 bytes")},
    ),
    Mistake(
        "e820-overrun",
        "the e820 loop has no bound, and the BIOS has 200 entries for 128 places",
        edits=(("boot/stage2/e820.inc", "jae     .truncated", "nop"),),
        map_entries=200,
    ),
    Mistake(
        "a20-closed",
        "nobody opens the A20 gate, and the firmware has left it closed",
        edits=(("boot/stage2/stage2.asm", "call    a20_open", "nop"),),
        map_entries=4,
        rom_options=("--close-a20", "yes"),
    ),
)
