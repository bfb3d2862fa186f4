"""Mistakes in the tables of docs/layout.md, which the build has to refuse by name."""

from .mutant import Mutant

DOCUMENT = "docs/layout.md"


def _row(name: str, old: str, new: str, expect: str) -> Mutant:
    return Mutant(f"layout-{name}", DOCUMENT, old, new, expect)


def _at(symbol: str, old: str, new: str) -> dict:
    return {"old": f"| {old} | `{symbol}` |", "new": f"| {new} | `{symbol}` |"}


LAYOUT = (
    _row("stack-wider", **_at("REAL_STACK", "0x6000 | 0x7c00", "0x5c00 | 0x7c00"),
         expect=r"REAL_STACK 0x5c00-0x7c00 (overlaps|is 0x2000 bytes)"),
    _row("map-inside-stage2", **_at("MEM_MAP", "0xa000 | 0xb000", "0x9800 | 0xa800"),
         expect=r"MEM_MAP .*(overlaps STAGE2|multiple of 4096)"),
    _row("stage2-over-boot-sector", **_at("STAGE2", "0x7e00 | 0xa000", "0x7d00 | 0x9f00"),
         expect=r"STAGE2 .*(overlaps STAGE1|multiple of 512)"),
    _row("stack-end-misses-top", **_at("PM_STACK", "0x8b000 | 0x90000", "0x8b000 | 0x8f000"),
         expect=r"PM_STACK 0x8b000-0x8f000 is 0x4000 bytes"),
    _row("stack-down-a-page", **_at("PM_STACK", "0x8b000 | 0x90000", "0x8a000 | 0x8f000"),
         expect=r"PM_STACK .*overlaps PM_STACK_GUARD"),
    _row("low-guard-away", **_at("PM_LOW_GUARD", "0x3a000 | 0x3b000", "0x39000 | 0x3a000"),
         expect=r"PM_LOW_GUARD .*must end where PM_STACK_LOW starts"),
    _row("low-stack-into-rom", **_at("PM_STACK_LOW", "0x3b000 | 0x40000", "0xc8000 | 0xcd000"),
         expect=r"PM_STACK_LOW .*overlaps the firmware's ROM"),
    _row("kernel-at-15-mib", **_at("KERNEL_OFFSET2", "0x100000 | 0x800000", "0xf00000 | 0x1600000"),
         expect=r"(KERNEL_OFFSET2|KHEAP_MAX_ADDR) .*overlaps"),
    _row("frames-at-9-mib", **_at("KHEAP_MAX_ADDR", "0x800000 | 0x100000000",
                                  "0x900000 | 0x100000000"),
         expect=r"KHEAP_MAX_ADDR .*(must start where KERNEL_OFFSET2 ends|its size says)"),
    _row("buffer-at-96-kib", **_at("KERNEL_OFFSET1", "0x1000 | 0x6000", "0x18000 | 0x1d000"),
         expect=r"KERNEL_OFFSET1 .*below 64 KiB"),
    _row("stage2-at-128-kib", **_at("STAGE2", "0x7e00 | 0xa000", "0x20000 | 0x22200"),
         expect=r"STAGE2 .*below 64 KiB"),
    _row("map-at-1-mib", **_at("MEM_MAP", "0xa000 | 0xb000", "0x100000 | 0x101000"),
         expect=r"MEM_MAP .*(below 64 KiB|overlaps KERNEL_OFFSET2)"),
    _row("boot-sector-moved", **_at("STAGE1", "0x7c00 | 0x7e00", "0xb000 | 0xb200"),
         expect=r"STAGE1 .*must start at 0x7c00"),
    _row("ebda-lower", **_at("EBDA", "0x90000 | 0xa0000", "0x8c000 | 0xa0000"),
         expect=r"PM_STACK .*overlaps the firmware's EBDA"),
    _row("buffer-in-pages", "| 4 | 6 | 40 sectors |", "| 4 | 6 | 40 pages |",
         expect=r"KERNEL_OFFSET1 .*its size says 40 pages"),
    _row("stage2-reused-early", "second stage of the loader | 1 | 6 |",
         "second stage of the loader | 1 | 5 |", expect=r"STAGE2 may be reused from step 5"),
    _row("real-stack-reused-early", "real-mode stack, grows down | 1 | 6 |",
         "real-mode stack, grows down | 1 | 4 |", expect=r"REAL_STACK may be reused from step 4"),
    _row("map-reused-early", "boot information and the raw e820 map | 1 | 6 |",
         "boot information and the raw e820 map | 1 | 4 |",
         expect=r"MEM_MAP may be reused from step 4"),
    _row("guard-reused", "guard page: a write here means overflow | 5 | never |",
         "guard page: a write here means overflow | 5 | 6 |",
         expect=r"PM_STACK_GUARD may be reused from step 6"),
    _row("kernel-alive-late", "kernel image, then the kernel heap | 4 |",
         "kernel image, then the kernel heap | 5 |", expect=r"KERNEL_OFFSET2 is alive from step 5"),
    _row("symbol-typo", "| 0xa000 | 0xb000 | `MEM_MAP` |", "| 0xa000 | 0xb000 | `MEMMAP` |",
         expect=r"the role table names MEM_MAP"),
    _row("role-typo", "| `KERNEL_OFFSET1` | load buffer | |", "| `KERNEL_OFFSET1` | buffer | |",
         expect=r"'buffer' is not a role"),
    _row("stage2-too-small", "| 0x7e00 | 0xa000 | `STAGE2` | second stage of the loader | 1 | 6 | "
         "17 sectors |", "| 0x7e00 | 0x8e00 | `STAGE2` | second stage of the loader | 1 | 6 | "
         "8 sectors |", expect=r"STAGE2 of docs/layout.md is \d+ bytes too short"),
)
