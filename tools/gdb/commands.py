"""The strata commands of gdb: what each prints of a stopped machine."""

import gdb
import memory

RUNS_SHOWN = 16


def print_range(start, end, text):
    """One line of a table; the end is exclusive."""
    print(f"0x{start:016x}-0x{end:016x} {text}")


def runs(states):
    """(first, end, state) of each run of frames in the same state."""
    first = 0
    for index in range(1, len(states) + 1):
        if index == len(states) or states[index] != states[first]:
            yield first, index, states[first]
            first = index


def e820():
    """strata e820: the memory map that the BIOS gave and, once the kernel runs, the clean one."""
    raw = memory.raw_entries()
    if not raw:
        print("no memory map yet: it is stored in boot step 3")
        return
    print(f"raw: {len(raw)} entries, as the BIOS gave them")
    for start, length, kind in raw:
        print_range(start, start + length, f"type {kind} {memory.type_name(kind)}")
    clean = memory.clean_ranges()
    if clean:
        print(f"clean: {len(clean)} ranges")
    for start, end, kind in clean:
        print_range(start, end, f"type {kind} {memory.type_name(kind)}")


def frames():
    """strata frames: the counters of the frame bitmap, and runs of frames in the same state."""
    table = memory.frame_table()
    if table is None:
        print("no frame bitmap yet: the kernel makes it after boot step 6")
        return
    count, free, used = (int(table[name]) for name in ("count", "free", "used"))
    print(f"{count} frames: {free} free, {used} used, {count - free - used} reserved")
    found = list(runs(memory.frame_states(table)))
    size = memory.FRAME_SIZE
    for first, end, state in found[:RUNS_SHOWN]:
        print_range(first * size, end * size, f"{state}, {end - first} frames")
    if len(found) > RUNS_SHOWN:
        print(f"and {len(found) - RUNS_SHOWN} more runs")
    for first, end, tag in memory.owners():
        print_range(first * size, end * size, f"taken as {tag}")


def regions():
    """strata regions: the declared rows, as they are in the boot step that was reached last."""
    step = memory.step_reached()
    print(f"boot step {step}")
    for start, end, alive, reuse, symbol, what in memory.declared_rows():
        state = "alive" if memory.is_alive(alive, reuse, step) else "-"
        print_range(start, end, f"{state:5} {symbol:14} {what}")
    bounds = memory.heap()
    if bounds is not None:
        image = memory.machine()["image"]
        print(f"kernel 0x{int(image['start']):x}-0x{int(image['end']):x}, "
              f"heap 0x{bounds['start']:x}-0x{bounds['end']:x}, cursor 0x{bounds['cursor']:x}")


def layout():
    """strata layout: the rows of docs/layout.md, and the steps in which each is alive."""
    for start, end, alive, reuse, symbol, what in memory.declared_rows():
        until = "never" if reuse == memory.NEVER else f"step {reuse}"
        life = f"alive from step {alive}, reusable from {until}"
        print_range(start, end, f"{symbol:14} {life}: {what}")


def heap():
    """strata heap: the cursor of the kernel heap, and each allocation with its tag."""
    bounds = memory.heap()
    if bounds is None:
        print("no heap yet: the kernel makes it after boot step 6")
        return
    print(f"start 0x{bounds['start']:x}  cursor 0x{bounds['cursor']:x}  end 0x{bounds['end']:x}")
    for start, size, tag in memory.heap_allocations():
        if size is None:
            print(f"the header at 0x{start:x} is damaged: the list ends here")
        else:
            print_range(start, start + size, f"{size:10} bytes  {tag}")


def accounts(address):
    """What each account says of an address, a line each."""
    step = memory.step_reached()
    for start, end, alive, reuse, symbol, what in memory.declared_rows():
        if start <= address < end:
            state = "alive" if memory.is_alive(alive, reuse, step) else "not in use"
            yield f"declared: {symbol}+0x{address - start:x}, {state} in step {step}: {what}"
    for number, (start, length, kind) in enumerate(memory.raw_entries()):
        if start <= address < start + length:
            yield f"raw e820 entry {number}: type {kind} {memory.type_name(kind)}"
    for start, end, kind in memory.clean_ranges():
        if start <= address < end:
            yield f"clean e820 range 0x{start:x}-0x{end:x}: type {kind} {memory.type_name(kind)}"
    yield from accounts_of_the_kernel(address)


def accounts_of_the_kernel(address):
    """What the kernel's own tables say of an address."""
    table = memory.frame_table()
    frame = address // memory.FRAME_SIZE
    if table is not None and frame < int(table["count"]):
        yield f"frame {frame}: {memory.frame_states(table)[frame]}"
    for first, end, tag in memory.owners():
        if first <= frame < end:
            yield f"taken as {tag}"
    bounds = memory.heap()
    if bounds is not None and bounds["start"] <= address < bounds["end"]:
        place = "taken" if address < bounds["cursor"] else "not taken yet"
        yield f"heap: {place}, cursor 0x{bounds['cursor']:x}"
        for start, size, tag in memory.heap_allocations():
            if size is not None and start <= address < start + size:
                yield f"allocation {tag}+0x{address - start:x}, {size} bytes at 0x{start:x}"


def who(text):
    """strata who ADDR: everything known of one address; ADDR is any expression of gdb."""
    if not text:
        print("usage: strata who ADDR")
        return
    value = gdb.parse_and_eval(text)
    is_place = value.type.code == gdb.TYPE_CODE_FUNC or value.type.code == gdb.TYPE_CODE_ARRAY
    address = int(value.address if is_place else value) & (1 << 64) - 1
    print(f"0x{address:016x}")
    found = list(accounts(address))
    print("\n".join(found) if found else "no account has anything at this address")


class Strata(gdb.Command):
    """What Strata's memory holds, at any stop. Where it is too early to tell, a command says so."""

    def __init__(self):
        super().__init__("strata", gdb.COMMAND_USER, prefix=True)


def add_command(function, takes_text=False):
    """Makes a function the command `strata NAME`; its first line of text is the command's help."""

    def invoke(_self, argument, _from_tty):
        if takes_text:
            function(argument.strip())
        else:
            function()

    members = {"__doc__": function.__doc__, "invoke": invoke}
    command = type(function.__name__, (gdb.Command,), members)
    command(f"strata {function.__name__}", gdb.COMMAND_USER)


Strata()
for each in (e820, frames, regions, layout, heap):
    add_command(each)
add_command(who, takes_text=True)
