"""What is mapped: the shell's account, the processor's tables as Bochs reads them, the regions."""

import re

import pytest

from machine import BochsMachine, Config, QemuMachine
from machine.image import Image, layout_constant

PAGE = 0x1000
RUN = re.compile(r"^0x([0-9a-f]+)-0x([0-9a-f]+) -> 0x([0-9a-f]+)-0x([0-9a-f]+)$", re.MULTILINE)


def mapped_runs(machine, line="mem map -j"):
    """The mapped runs, all numbers read."""
    return [
        {key: int(value, 16) if isinstance(value, str) else value for key, value in run.items()}
        for run in machine.json(line)["runs"]
        if run["mapped"]
    ]


def joined(runs):
    """(start, end, physical) of runs, adjacent ones joined whatever their rights."""
    result = []
    for run in runs:
        start, end, physical = run["start"], run["end"], run["physical"]
        if result and result[-1][1] == start and physical - result[-1][2] == start - result[-1][0]:
            result[-1] = (result[-1][0], end, result[-1][2])
        else:
            result.append((start, end, physical))
    return result


def debugger_runs(text):
    """The same of what `info tab` printed, whose ranges are closed."""
    found = [[int(number, 16) for number in match] for match in RUN.findall(text)]
    return [(start, last + 1, physical) for start, last, physical, _ in found]


@pytest.mark.parametrize("megs", [4, 128, 1024])
def test_mem_map_agrees_with_the_debugger(megs):
    with BochsMachine(Config(megs=megs)) as machine:
        machine.wait_prompt()
        told = mapped_runs(machine)
        # Read before the machine goes on: a window that was mapped for the shell would differ.
        seen = debugger_runs(machine.debugger("info tab"))
        assert joined(told) == seen != []


def debugger_page(machine, address):
    """(mapped, writable, physical) by the debugger's own walk."""
    text = machine.debugger(f"page {address:#x}")
    entries = re.findall(r"P[DT]E: 0x[0-9a-f]+ .* S ([RW]) ([Pp])", text)
    physical = re.search(r"maps to physical page 0x([0-9a-f]+)", text)
    if physical is None:
        assert entries[-1][1] == "p"
        return False, False, None
    return True, [write for write, _ in entries] == ["W", "W"], int(physical[1], 16)


def test_mem_walk_agrees_with_the_debugger_on_rights(shell):
    starts = [int(run["start"], 16) for run in shell.json("mem map -j")["runs"]]
    for address in [at for start in starts for at in (start - PAGE, start) if at >= 0]:
        walk = shell.json(f"mem walk {address:#x} -j")
        physical = int(walk["physical"], 16) if walk["mapped"] else None
        told = walk["mapped"], walk.get("writable", False), physical
        assert told == debugger_page(shell, address), hex(address)


def test_mem_map_is_what_the_regions_ask_for(shell):
    """Page by page: what must be mapped, and how, from the layout and the kernel's header."""
    image = Image()
    rows = shell.json("mem layout -j")["regions"]
    retired = set()
    for row in rows:
        if not row["alive"]:
            retired |= set(range(int(row["start"], 16), int(row["end"], 16), 0x200))
    told = {}
    for run in mapped_runs(shell):
        assert run["physical"] == run["start"]
        told |= {page: run["writable"] for page in range(run["start"], run["end"], PAGE)}
    expected = {}
    for page in range(PAGE, layout_constant("KHEAP_MAX_ADDR"), PAGE):
        if page == layout_constant("PM_STACK_GUARD"):
            continue
        if all(sector in retired for sector in range(page, page + PAGE, 0x200)):
            continue
        rom = layout_constant("ROM") <= page < layout_constant("ROM_END")
        text = layout_constant("KERNEL_OFFSET2") <= page < image.header("text_end")
        expected[page] = not (rom or text)
    assert told == expected


def test_mem_map_of_a_part_is_a_part(shell):
    whole = shell.command("mem map")
    part = shell.command("mem map 0x100000 0x101000")
    assert len(part) == 1 and "read-only" in part[0] and part[0] not in whole
    assert shell.command("mem map 0x7fffff 0x800001")[1].split()[-2:] == ["not", "mapped"]


@pytest.mark.parametrize("make", [BochsMachine, QemuMachine], ids=["bochs", "qemu"])
@pytest.mark.parametrize(
    "name, told, vector",
    [
        ("text", "write to 0x00100040 in the kernel's code and constants", 14),
        ("null", "null pointer: write to 0x00000000 in page 0", 14),
        ("stack", "stack overflow: the stack 0x8b000-0x90000 ran into its guard page", 8),
    ],
)
def test_what_the_pages_forbid_is_the_right_fault(make, name, told, vector):
    with make(Config()) as machine:
        machine.wait_prompt()
        report = machine.command(f"crash {name}", 60)
        assert any(line.startswith("FAULT: " + told) for line in report)
        assert any(line.startswith(f"exception {vector} (") for line in report)
