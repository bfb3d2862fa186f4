"""What the memory of the stopped machine holds, read by the kernel's own types.

Before the kernel has copied what the loader left, the account is the one at MEM_MAP; afterwards it
is the kernel's state. Nothing here prints: the commands do.
"""

import re
from pathlib import Path

import gdb

ROOT = Path(__file__).parents[2]


def constant(path, name):
    """A number that a source of the kernel defines as a macro, which gdb does not know."""
    found = re.search(rf"^#define {name}\s+(\w+?)u?\b", (ROOT / path).read_text(), re.MULTILINE)
    return int(found[1], 0)


FRAME_SIZE = constant("kernel/core/units.h", "FRAME_SIZE")
LAST_STEP = constant("kernel/core/bootinfo.h", "BOOT_STEP_COUNT")
BOOTINFO_MAGIC = constant("kernel/core/bootinfo.h", "BOOTINFO_MAGIC")
NEVER = constant("kernel/core/layout.h", "LAYOUT_STEP_NEVER")
HEAP_MAGIC = constant("kernel/core/heap.c", "HEADER_MAGIC")
HEAP_UNIT = constant("kernel/core/heap.c", "UNIT")
HEAP_RED_ZONE = constant("kernel/core/heap.h", "HEAP_RED_ZONE_SIZE")
E820_TYPES = {1: "free", 2: "reserved", 3: "ACPI reclaimable", 4: "ACPI NVS", 5: "unusable"}


def is_real_mode():
    """Whether the processor is in real mode, by bit 0 (PE) of CR0."""
    return int(gdb.parse_and_eval("$cr0")) & 1 == 0


def machine():
    """The kernel's struct machine, or None where the kernel has not filled it in yet."""
    if is_real_mode():
        return None
    found = gdb.parse_and_eval("'kernel/main.c'::state.machine")
    return found if int(found["boot"]["magic"]) == BOOTINFO_MAGIC else None


def boot_information():
    """struct bootinfo: the kernel's copy, else what the loader has written of it by now."""
    copied = machine()
    if copied is not None:
        return copied["boot"]
    kind = gdb.lookup_type("struct bootinfo").pointer()
    address = int(gdb.parse_and_eval("(unsigned int)&MEM_MAP"))
    return gdb.Value(address).cast(kind).dereference()


def step_reached():
    """The last boot step that is stamped, 0 before the loader has cleared its memory."""
    boot = boot_information()
    stamped = [n for n in range(1, LAST_STEP + 1) if int(boot["step_tsc"][n])]
    # Memory that nobody has written yet can hold anything, stamps of an earlier boot included.
    return max(stamped) if stamped == list(range(1, len(stamped) + 1)) and stamped else 0


def declared_rows():
    """(start, end, alive, reuse, symbol, what) of each row of docs/layout.md.

    From the ELF file, because memory has the table only after step 4.
    """
    with_file = "trust-readonly-sections"
    before = gdb.parameter(with_file)
    gdb.execute(f"set {with_file} on")
    try:
        table = gdb.parse_and_eval("'build/gen/layout_rows.c'::rows")
        rows = [table[index] for index in range(table.type.range()[1] + 1)]
        numbers = ("start", "end", "alive_step", "reuse_step")
        return [
            (*(int(row[n]) for n in numbers), row["symbol"].string(), row["what"].string())
            for row in rows
        ]
    finally:
        gdb.execute(f"set {with_file} {'on' if before else 'off'}")


def is_alive(alive, reuse, step):
    """Whether a row holds something that must survive at a boot step."""
    return alive <= step and (step < reuse or reuse == NEVER)


def raw_entries():
    """(start, length, type) of each entry of the BIOS's map, in its order; empty before step 3."""
    if step_reached() < 3:
        return []
    boot = boot_information()
    entries = [boot["raw"][index] for index in range(int(boot["raw_count"]))]
    return [tuple(int(entry[n]) for n in ("base", "length", "type")) for entry in entries]


def clean_ranges():
    """(start, end, type) of the kernel's clean map; empty before it has one."""
    kernel = machine()
    if kernel is None:
        return []
    items = [kernel["clean"][index] for index in range(int(kernel["clean_count"]))]
    return [(int(i["start"]), int(i["last"]) + 1, int(i["type"])) for i in items]


def type_name(kind):
    """What an e820 type stands for."""
    return E820_TYPES.get(kind, "unknown")


def frame_table():
    """The kernel's struct frames, or None before it has one."""
    kernel = machine()
    if kernel is None or int(kernel["frames"]["count"]) == 0:
        return None
    return kernel["frames"]


def frame_states(frames):
    """The state of each frame, from the two bitmaps."""
    count = int(frames["count"])
    memory = gdb.selected_inferior()
    size = (count + 31) // 32 * 4
    taken = int.from_bytes(memory.read_memory(int(frames["bitmap"]), size).tobytes(), "little")
    kept = int.from_bytes(memory.read_memory(int(frames["reserved"]), size).tobytes(), "little")
    taken_bits = f"{taken:0{count}b}"[::-1]
    kept_bits = f"{kept:0{count}b}"[::-1]
    names = {("0", "0"): "free", ("1", "0"): "used", ("1", "1"): "reserved"}
    return [names.get(bits, "damaged") for bits in zip(taken_bits[:count], kept_bits[:count])]


def heap():
    """{start, cursor, end} of the kernel heap, or None before it has one."""
    kernel = machine()
    if kernel is None or int(kernel["heap"]["end"]) == 0:
        return None
    return {name: int(kernel["heap"][name]) for name in ("start", "cursor", "end")}


def heap_allocations():
    """(start, size, tag) of each allocation, by the headers in the heap.

    The last item is (address, None, None) where a header is damaged: the walk cannot go on there.
    """
    bounds = heap()
    start_of_code = int(gdb.parse_and_eval("(unsigned int)&heap_alloc"))
    header_type = gdb.lookup_type("struct header", gdb.block_for_pc(start_of_code)).pointer()
    found = []
    at = bounds["start"]
    while at < bounds["cursor"]:
        header = gdb.Value(at).cast(header_type).dereference()
        start, size = bounds["start"] + int(header["data"]), int(header["size"])
        if int(header["magic"]) != HEAP_MAGIC or start < at or start + size > bounds["cursor"]:
            found.append((at, None, None))
            break
        found.append((start, size, header["tag"].string()))
        at = -(-(start + size + HEAP_RED_ZONE) // HEAP_UNIT) * HEAP_UNIT
    return found


def owners():
    """(first frame, end frame, tag) of each run of frames that somebody asked for by name."""
    kernel = machine()
    if kernel is None:
        return []
    runs = [kernel["owners"]["runs"][n] for n in range(int(kernel["owners"]["count"]))]
    return [(int(run["start"]), int(run["end"]), run["tag"].string()) for run in runs]
