"""Mistakes in the loader's sources."""

from .mutant import Mutant

STAGE1, START, STAGE2 = "boot/stage1/", "boot/stage2/start.inc", "boot/stage2/"


def _code(name: str, file: str, old: str, new: str, expect: str) -> Mutant:
    return Mutant(f"loader-{name}", file, old, new, expect)


MAIN = STAGE2 + "stage2.asm"
LOAD = STAGE2 + "kernel.inc"
LAST = STAGE2 + "protected.inc"

LOADER = (
    _code("start-next-sector", STAGE1 + "disk.inc", "push dword STAGE2_LBA",
          "push    dword STAGE2_LBA + 1", r"E11 "),
    _code("start-short", STAGE1 + "disk.inc", "push word START_SECTORS",
          "push    word START_SECTORS - 1", r"E11 "),
    _code("start-too-high", STAGE1 + "disk.inc", "push word STAGE2 ;",
          "push    word STAGE2 + 0x100 ;", r"E11 "),
    _code("stack-above-loader", STAGE1 + "stage1.asm", "mov sp, REAL_STACK_END",
          "mov     sp, MEM_MAP_END + 0x1000", r"E35 "),
    _code("stack-in-low-memory", STAGE1 + "stage1.asm", "mov sp, REAL_STACK_END",
          "mov     sp, 0x0f00", r"E35 "),
    _code("rest-next-sector", START, "mov eax, REST_LBA", "mov     eax, REST_LBA + 1", r"E11 "),
    _code("rest-short", START, "mov cx, REST_SECTORS mov bx",
          "mov     cx, REST_SECTORS - 1\n        mov     bx", r"E11 "),
    _code("rest-too-high", START, "mov bx, STAGE2 + START_SIZE",
          "mov     bx, STAGE2 + START_SIZE + 512", r"E11 "),
    _code("divide", MAIN, "call memory_map_read", "xor     cx, cx\n        div     cx\n"
          "        call    memory_map_read", r"E33 exception 0x00000000 \(divide error\)"),
    _code("breakpoint", MAIN, "call kernel_load", "int3\n        call    kernel_load",
          r"E33 exception 0x00000003 \(breakpoint\)"),
    _code("undefined-opcode", MAIN, "call a20_open", "ud2\n        call    a20_open",
          r"E33 exception 0x00000006 \(invalid opcode\)"),
    _code("jump-into-nothing", MAIN, "call map_report", "jmp     0xf123", r"E33 "),
    _code("pop-too-many", MAIN, "call map_report", "add     sp, 0x180\n        call    map_report",
          r"E35 "),
    _code("stack-in-load-buffer", MAIN, "call a20_open",
          "mov     sp, 0x1800\n        call    a20_open", r"E3[05] "),
    _code("stack-over-disk-code", MAIN, "call map_report",
          "mov     sp, 0x9000\n        call    map_report", r"E35 "),
    _code("vectors-cleared", MAIN, "call map_report",
          "mov     dword [0x1c * 4], 0\n        call    map_report", r"E3[39] .*vector"),
    _code("disk-vector-lost", MAIN, "call map_report",
          "mov     dword [0x13 * 4], 0\n        call    map_report", r"E3[39] .*vector"),
    _code("entry-half-stored", STAGE2 + "e820.inc",
          "mov si, e820_answer mov cx, E820_ENTRY_SIZE / 2 rep movsw",
          "mov     si, e820_answer\n        mov     cx, E820_ENTRY_SIZE / 4\n        rep movsw",
          r"E2[67] |E42 "),
    _code("entries-overlap", STAGE2 + "e820.inc", "imul di, [MAP_COUNT], E820_ENTRY_SIZE",
          "imul    di, [MAP_COUNT], E820_ENTRY_SIZE - 8", r"E2[67] |E42 |FAIL  map"),
    _code("first-entry-for-ever", STAGE2 + "e820.inc", "mov [e820_next], ebx",
          "nop", r"E27 .* from 0x00000001 entries|repeat"),
    _code("kernel-next-sector", LOAD, "dd KERNEL_LBA", "dd KERNEL_LBA + 1", r"E24 "),
    _code("kernel-from-boot-sector", LOAD, "dd KERNEL_LBA", "dd 0", r"E24 .*sector 0x00000000"),
    _code("copy-half", LOAD, "shr ecx, 2", "shr     ecx, 3", r"E28 |E3\d "),
    _code("copy-from-second-sector", LOAD, "mov esi, LOAD_BUFFER",
          "mov     esi, LOAD_BUFFER + 512", r"E28 |E3\d "),
    _code("kernel-a-word-high", LOAD, "dd KERNEL_OFFSET2", "dd KERNEL_OFFSET2 + 4",
          r"E28 |E3\d "),
    _code("sectors-backwards", LOAD, "add [kernel_sector], ecx", "sub     [kernel_sector], ecx",
          r"E2[38] "),
    _code("chunk-one-sector-more", LOAD, "mov cx, LOAD_SECTORS ; size",
          "mov     cx, LOAD_SECTORS + 20 ; size", r"E30 |E29 "),
    _code("code-segment-of-16-bits", STAGE2 + "gdt.inc",
          "gdt_entry 0, 0xfffff, GDT_CODE_ACCESS, GDT_FLAT",
          "gdt_entry 0, 0xfffff, GDT_CODE_ACCESS, GDT_PAGES", r"E45 "),
    _code("data-segment-with-a-base", STAGE2 + "gdt.inc",
          "gdt_entry 0, 0xfffff, GDT_DATA_ACCESS, GDT_FLAT",
          "gdt_entry 0x10000, 0xfffff, GDT_DATA_ACCESS, GDT_FLAT", r"E37 "),
    _code("magic-not-written", LAST, "mov dword [MEM_MAP + BOOTINFO_MAGIC_OFFSET], BOOTINFO_MAGIC",
          "nop", r"K01 "),
    _code("wrong-magic", LAST, "mov eax, BOOTINFO_MAGIC", "mov     eax, 0x2badb002", r"K01 "),
    _code("boot-information-elsewhere", LAST, "mov ebx, MEM_MAP", "mov     ebx, STAGE2", r"K01 "),
    _code("jump-to-the-header", LAST, "jmp ecx",
          "jmp     KERNEL_OFFSET2", r"E33 |K01 "),
    _code("opcode-in-protected-mode", LAST, "mov eax, BOOTINFO_MAGIC",
          "ud2\n        mov     eax, BOOTINFO_MAGIC", r"E33 exception 0x00000006"),
)
