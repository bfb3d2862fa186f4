"""Mistakes in the kernel's sources."""

from .mutant import Mutant

ENTRY, CPU, TRAPS = "kernel/entry.asm", "kernel/hw/cpu.c", "kernel/traps.c"
PLAN, PAGES, RIGHTS = "kernel/core/plan.c", "kernel/core/paging.c", "kernel/core/protect.c"
MACHINE, MAIN = "kernel/core/machine.c", "kernel/main.c"
# Whatever names an exception before and after the machine is set up.
EXCEPTION = r"K1\d |FAULT:"


# RAM with a reserved hole, which the map of an emulator does not have.
HOLE = (
    (0, 0x9F000, 1), (0x100000, 0x2F00000, 1), (0x3000000, 0x10000, 2), (0x3010000, 0x4FF0000, 1),
)


def _code(name: str, file: str, old: str, new: str, expect: str, **machine) -> Mutant:
    return Mutant(f"kernel-{name}", file, old, new, expect, **machine)


KERNEL = (
    _code("stack-in-ebda", ENTRY, "lea esp, [edi + ecx]", "lea     esp, [edi + ecx + 0x4000]",
          r"K\d\d .*(stack|esp)|FAIL  stack|warning.*stack"),
    _code("header-without-bss", ENTRY, "dd __k_memory_size", "dd __k_load_size",
          r"K\d\d .*(image|state|bss)|FAIL  place"),
    _code("text-end-wrong", ENTRY, "dd __k_text_end dd 0 ; text_crc",
          "dd      __k_text_start + 16\n        dd      0",
          r"FAIL  (text|pages)|K\d\d .*text"),
    _code("bss-left-as-it-is", ENTRY, "mov edi, __bss_start",
          "mov     edi, __bss_start + 0x1000", r"K\d\d .*bss", noise=True),
    _code("data-limit-1-mib", CPU, "0x00cf93000000ffffull", "0x004f93000000ffffull",
          EXCEPTION + r"|K\d\d .*GDT", bochs=True),
    _code("gates-not-present", CPU, "0x8e00u", "0x0e00u", EXCEPTION + r"|K\d\d .*(timer|IDT|gate)"),
    _code("gates-with-data-selector", CPU, "{(uint16_t)entries[i], CPU_CODE_SELECTOR,",
          "{(uint16_t)entries[i], CPU_DATA_SELECTOR,", EXCEPTION + r"|K\d\d .*(timer|IDT|gate)"),
    _code("no-write-protection", CPU, "read_cr0() | CR0_PG | CR0_WP",
          "read_cr0() | CR0_PG",
          r"FAIL  pages|K\d\d .*write"),
    _code("timer-masked", TRAPS, "pic_unmask(PIT_LINE);", "", r"timer"),
    _code("com1-masked", TRAPS, "pic_unmask(UART_COM1_LINE);", "", r"COM1"),
    _code("interrupts-not-ended", TRAPS, "pic_end(line);", "", r"timer"),
    _code("line-taken-for-exception", TRAPS, "if (frame->vector < PIC_VECTOR)",
          "if (frame->vector <= PIC_VECTOR)", r"interrupt|line|vector 32|exception 32"),
    _code("frame-off-by-a-word", "kernel/traps.asm", "add esp, 8", "add     esp, 4",
          EXCEPTION + r"|K\d\d .*(timer|register)"),
    _code("registers-not-restored", "kernel/traps.asm", "popad", "add     esp, 32",
          EXCEPTION + r"|K\d\d .*interrupt changes"),
    _code("heap-in-the-image", PLAN, "{.heap_start = frame_up(kernel_end)}",
          "{.heap_start = frame_up(kernel_end) - 0x2000}", r"K\d\d .*heap|FAIL  place"),
    _code("eight-frames-too-many", PLAN, "plan->frame_count = end;", "plan->frame_count = end + 8;",
          r"FAIL  (map|total|frames)|K\d\d "),
    _code("acpi-counted-as-ram", PLAN, "if (clean[i].type == E820_FREE) add_range",
          "if (clean[i].type != E820_RESERVED) add_range", r"FAIL  (map|total)", bochs=True),
    _code("pages-read-only", PAGES, "table[i] = page | RIGHTS_MASK;",
          "table[i] = page | PAGING_PRESENT;", EXCEPTION + r"|K\d\d .*read-only"),
    _code("pages-one-off", PAGES, "table[i] = page | RIGHTS_MASK;",
          "table[i] = (page + PAGE_SIZE) | RIGHTS_MASK;",
          EXCEPTION + r"|K\d\d .*another frame"),
    _code("window-slots-overlap", PAGES, "return PAGING_WINDOW + slot * PAGE_SIZE +",
          "return PAGING_WINDOW + (slot ^ 1) * PAGE_SIZE +", r"FAIL  window|FAULT:|K\d\d .*window"),
    _code("page-0-mapped", RIGHTS, "paging_protect(paging, 0, FRAME_SIZE, 0);", "",
          r"FAIL  pages|K\d\d .*page 0 is mapped"),
    _code("roms-writable", RIGHTS, "LAYOUT_ROM, LAYOUT_ROM_END, PAGING_PRESENT",
          "LAYOUT_ROM, LAYOUT_ROM_END, PAGING_PRESENT | PAGING_WRITE",
          r"FAIL  pages|warning.*page"),
    _code("retired-rows-mapped", RIGHTS, "unmap_retired(paging, list, count); /*",
          "unmap_retired(paging, list, count - count);\n    /*", r"FAIL  pages|warning.*page"),
    _code("live-rows-unmapped", RIGHTS, "|| list[i].alive)", "|| !list[i].alive)",
          EXCEPTION + r"|K\d\d .*not mapped"),
    _code("heap-without-red-zone", "kernel/core/heap.c",
          "uint64_t next = align_up(data + size + HEAP_RED_ZONE_SIZE, UNIT);",
          "uint64_t next = align_up(data + size, UNIT);", r"FAIL  heap"),
    _code("reserved-released", MACHINE, "if (m->clean[i].type == E820_FREE) release_range",
          "if (m->clean[i].type != E820_UNUSABLE)\n            release_range", r"FAIL  map",
          memory_map=HOLE),
    _code("stack-row-with-guard", MAIN, ".stack_start = stack.start,",
          ".stack_start = stack.start - 0x1000,", r"FAIL  stack|K\d\d .*stack|FAULT:.*stack"),
)
