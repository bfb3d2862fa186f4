"""The mistakes, each as the smallest change to loader, layout or image that makes it."""

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
    only_built: bool = False  # the build names it, and nothing is booted
    by_stage1: bool = False  # which has no room for a record on COM2


def before(call: str, code: str) -> Edit:
    """Code that is run before one of the steps of stage2."""
    return ("boot/stage2/stage2.asm", call, f"{code}\n        {call}")


def lose_last_sector(image: Image) -> None:
    """What a copy with a hard-coded length does once the kernel has grown."""
    last = image.kernel_offset + (image.kernel_size() - 1) // SECTOR * SECTOR
    image.data[last : last + SECTOR] = FORMAT_FILL * SECTOR


def flip_a_bit(image: Image) -> None:
    """What a bad sector, a bad cable or bad memory does."""
    image.data[9 * SECTOR + 100] ^= 0x10


MISTAKES = (
    Mistake(
        "kernel-short",
        "the image lacks the last sector of the kernel",
        damage=lose_last_sector,
    ),
    Mistake(
        "stage2-short",
        "the loader reads one sector less than its second stage has",
        edits=(("boot/stage2/start.inc", "cx, REST_SECTORS\n", "cx, REST_SECTORS - 1\n"),),
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
    Mistake(
        "stage2-bit",
        "one bit of the second stage has flipped on the disk",
        damage=flip_a_bit,
    ),
    Mistake(
        "start-off-by-one",
        "stage1 counts sectors from 0 and reads the one after the first of stage2",
        edits=(("boot/stage1/disk.inc", "dword STAGE2_LBA ", "dword STAGE2_LBA + 1 "),),
        by_stage1=True,
    ),
    Mistake(
        "stack-pointer-zero",
        "sp is left at 0, from where the first push wraps to the end of the segment",
        edits=(("boot/stage1/stage1.asm", "mov     sp, REAL_STACK_END", "mov     sp, 0"),),
    ),
    Mistake(
        "stack-over-loader",
        "a routine sets up a stack of its own in the middle of the loader",
        edits=(before("call    map_report", "mov     sp, 0x9000"),),
    ),
    Mistake(
        "divide-overflow",
        "a 16-bit division by a number that no code has set",
        edits=(before("call    memory_map_read", "xor     cx, cx\n        div     cx"),),
    ),
    Mistake(
        "segment-limit",
        "real-mode code reads above 64 KiB without having raised the limit",
        edits=(before("call    map_report", "mov     eax, [dword 0x10000]"),),
    ),
    Mistake(
        "wild-return",
        "a return without a call: the processor runs what lies at address 0",
        edits=(("boot/stage2/stage2.asm", "call    map_report", "push    word 0\n        ret"),),
    ),
    Mistake(
        "kernel-off-by-one",
        "the loader grew by a sector, and the number of the kernel's first sector is typed",
        edits=(("boot/stage2/kernel.inc", "dd KERNEL_LBA ", "dd KERNEL_LBA - 1 "),),
    ),
    Mistake(
        "copy-wrong-count",
        "the copy above 1 MiB is given a count in quadwords where it wants doublewords",
        edits=(("boot/stage2/kernel.inc", "shr     ecx, 2 ", "shr     ecx, 3 "),),
    ),
    Mistake(
        "length-as-end",
        "the end of the load buffer is written as its length",
        rows={"KERNEL_OFFSET1": (0x1000, 0x5000, "40 sectors")},
        only_built=True,
    ),
    Mistake(
        "buffer-out-of-reach",
        "the load buffer is moved to where there is room, above 64 KiB",
        rows={"KERNEL_OFFSET1": (0x30000, 0x35000, "40 sectors")},
        only_built=True,
    ),
    Mistake(
        "stack-without-guard",
        "the kernel's stack is moved down, and its guard page is forgotten",
        rows={"PM_STACK": (0x50000, 0x55000, "5 pages")},
        only_built=True,
    ),
    Mistake(
        "buffer-across-64k",
        "the load buffer lies across a boundary that the DMA of a floppy cannot cross",
        rows={"KERNEL_OFFSET1": (0xD000, 0x12000, "40 sectors")},
        only_built=True,
    ),
    Mistake(
        "boot-sector-of-two",
        "the boot sector has outgrown its 512 bytes, and its row is made larger",
        rows={"STAGE1": (0x7C00, 0x8000, "2 sectors")},
        only_built=True,
    ),
    Mistake(
        "stack-without-room",
        "the real-mode stack gets what is left over between two rows",
        rows={"REAL_STACK": (0x7A00, 0x7C00, "512 bytes")},
        only_built=True,
    ),
    Mistake(
        "sectors-subtracted",
        "the number of the next sector is counted down and not up",
        edits=(("boot/stage2/kernel.inc", "add     [kernel_sector]", "sub     [kernel_sector]"),),
    ),
    Mistake(
        "frames-after-a-hole",
        "the heap is made larger, and its old end is left in the row of the frames",
        rows={"KERNEL_OFFSET2": (0x100000, 0x700000, "1536 pages")},
        only_built=True,
    ),
)
