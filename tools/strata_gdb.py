"""The strata commands of gdb, and where a session begins. Sourced by tools/strata.gdb.

Every answer is read from the memory of the stopped machine, by the kernel's own types: before the
kernel has copied what the loader left, from MEM_MAP, afterwards from the kernel's state.
"""

import os

import gdb

FRAME_SIZE = 4096
LAST_STEP = 6
NEVER = 0xFF
BOOTINFO_MAGIC = 0x41525453  # a macro of kernel/core/bootinfo.h, and gdb knows none
E820_TYPES = {1: "free", 2: "reserved", 3: "ACPI reclaimable", 4: "ACPI NVS", 5: "unusable"}
RUNS_SHOWN = 16


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


def print_range(start, end, text):
    """One line of a table; the end is exclusive."""
    print(f"0x{start:016x}-0x{end:016x} {text}")


class Strata(gdb.Command):
    """What Strata's memory holds: strata e820, strata frames, strata regions."""

    def __init__(self):
        super().__init__("strata", gdb.COMMAND_USER, prefix=True)


class StrataE820(gdb.Command):
    """The memory map: what the BIOS said and, once the kernel runs, what it made of that."""

    def __init__(self):
        super().__init__("strata e820", gdb.COMMAND_USER)

    def invoke(self, _argument, _from_tty):
        if step_reached() < 3:
            print("no memory map yet: it is stored in boot step 3")
            return
        boot = boot_information()
        print(f"raw: {int(boot['raw_count'])} entries, as the BIOS gave them")
        for index in range(int(boot["raw_count"])):
            entry = boot["raw"][index]
            start, length, kind = (int(entry[name]) for name in ("base", "length", "type"))
            print_range(start, start + length, f"type {kind} {E820_TYPES.get(kind, 'unknown')}")
        kernel = machine()
        if kernel is None:
            return
        print(f"clean: {int(kernel['clean_count'])} ranges")
        for index in range(int(kernel["clean_count"])):
            item = kernel["clean"][index]
            kind = int(item["type"])
            text = f"type {kind} {E820_TYPES.get(kind, 'unknown')}"
            print_range(int(item["start"]), int(item["last"]) + 1, text)


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


def runs(states):
    """(first, end, state) of each run of frames in the same state."""
    first = 0
    for index in range(1, len(states) + 1):
        if index == len(states) or states[index] != states[first]:
            yield first, index, states[first]
            first = index


class StrataFrames(gdb.Command):
    """The frame bitmap: its counters, and runs of frames in the same state."""

    def __init__(self):
        super().__init__("strata frames", gdb.COMMAND_USER)

    def invoke(self, _argument, _from_tty):
        kernel = machine()
        if kernel is None or int(kernel["frames"]["count"]) == 0:
            print("no frame bitmap yet: the kernel makes it after boot step 6")
            return
        frames = kernel["frames"]
        count, free, used = (int(frames[name]) for name in ("count", "free", "used"))
        print(f"{count} frames: {free} free, {used} used, {count - free - used} reserved")
        found = list(runs(frame_states(frames)))
        for first, end, state in found[:RUNS_SHOWN]:
            print_range(first * FRAME_SIZE, end * FRAME_SIZE, f"{state}, {end - first} frames")
        if len(found) > RUNS_SHOWN:
            print(f"and {len(found) - RUNS_SHOWN} more runs")


def declared_rows():
    """The compiled table of docs/layout.md, from the ELF file: memory has it only after step 4."""
    with_file = "trust-readonly-sections"
    before = gdb.parameter(with_file)
    gdb.execute(f"set {with_file} on")
    try:
        table = gdb.parse_and_eval("'build/gen/layout_rows.c'::rows")
        for index in range(table.type.range()[1] + 1):
            row = table[index]
            numbers = [int(row[n]) for n in ("start", "end", "alive_step", "reuse_step")]
            yield (*numbers, row["symbol"].string(), row["what"].string())
    finally:
        gdb.execute(f"set {with_file} {'on' if before else 'off'}")


class StrataRegions(gdb.Command):
    """The declared layout, as it is in the boot step that was reached last."""

    def __init__(self):
        super().__init__("strata regions", gdb.COMMAND_USER)

    def invoke(self, _argument, _from_tty):
        step = step_reached()
        print(f"boot step {step}")
        for start, end, alive, reuse, symbol, what in list(declared_rows()):
            state = "alive" if alive <= step and (step < reuse or reuse == NEVER) else "-"
            print_range(start, end, f"{state:5} {symbol:14} {what}")
        kernel = machine()
        if kernel is not None and int(kernel["heap"]["end"]):
            heap = {name: int(kernel["heap"][name]) for name in ("start", "cursor", "end")}
            print(f"kernel 0x{int(kernel['image']['start']):x}-0x{int(kernel['image']['end']):x}, "
                  f"heap 0x{heap['start']:x}-0x{heap['end']:x}, cursor 0x{heap['cursor']:x}")


class Mode:
    """Keeps gdb's idea of the processor in step with the mode it is in.

    QEMU describes the processor as an i386, whatever its mode, and gdb then reads 16-bit code as
    32-bit code. The same description with another name for the processor makes gdb read it right.
    """

    def __init__(self, description_path):
        text = gdb.execute("maint print xml-tdesc", to_string=True)
        with open(description_path, "w", encoding="ascii") as out:
            out.write(text.replace("<architecture>i386<", "<architecture>i8086<"))
        self.path = description_path
        self.real = None

    def follow(self, _event=None):
        """To be called at each stop."""
        real = is_real_mode()
        if real == self.real:
            return
        self.real = real
        gdb.execute(f"set tdesc filename {self.path}" if real else "unset tdesc filename")
        gdb.execute(f"set architecture {'i8086' if real else 'i386'}", to_string=True)


def begin():
    """Connects to the machine and goes to where the session starts."""
    socket = os.environ["STRATA_SOCKET"]
    gdb.execute("set osabi none")
    gdb.execute(f"target remote {socket}", to_string=True)
    mode = Mode(os.path.join(os.path.dirname(socket), "real_mode.xml"))
    mode.follow()
    gdb.events.stop.connect(mode.follow)
    step = int(os.environ.get("STEP", "0"))
    if step == 0:
        gdb.execute("tbreak *stage1")
    for _ in range(max(step, 1)):
        gdb.execute("continue")


for command in (Strata, StrataE820, StrataFrames, StrataRegions):
    command()
