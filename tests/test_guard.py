"""The guard: Bochs stops in its debugger where memory is touched that is nobody's."""

import re
import subprocess

import pytest

from machine import ROOT, BochsMachine, Config, QemuMachine

STOP = re.compile(r"IODEBUG CPU 0 @ eip: (\w+) (\w+) at monitored memory location (\w+)")


@pytest.fixture
def guarded():
    """A Bochs machine whose guard is on."""
    with BochsMachine(Config()) as machine:
        machine.wait_prompt()
        answer = machine.command("guard on")
        assert answer[0].startswith("on: Bochs stops")
        yield machine


def instruction_before(address):
    """The instruction of the kernel that ends at an address, as objdump has it."""
    output = subprocess.check_output(
        ["objdump", "-d", "--no-show-raw-insn", ROOT / "build/kernel/kernel.elf"], text=True
    )
    lines = re.findall(r"^ +([0-9a-f]+):\t(.*)$", output, re.MULTILINE)
    index = [int(at, 16) for at, _ in lines].index(address)
    return lines[index - 1][1]


def test_the_debugger_stops_at_the_write_to_a_free_frame(guarded):
    guarded.drop_received()
    guarded.send(b"crash wild\r")
    guarded.await_console(STOP.search, "that the guard stopped it")
    stop = STOP.search(guarded.console())
    assert stop[2] == "write"
    # Bochs stops when the instruction has been carried out: the next one is shown.
    assert instruction_before(int(stop[1], 16)).startswith("movb   $0x1,(")
    assert "FAULT" not in guarded.received()
    guarded.give_debugger("c")
    guarded.wait_for(r"FAULT: wild write: frame 0x[0-9a-f]+ was written to (?s:.*)strata! $")
    assert any("free" in line for line in guarded.command(f"mem who 0x{stop[3]}"))


def test_what_the_kernel_does_itself_stops_nothing(guarded):
    for line in ("mem alloc 4 probe", "mem stress 200", "mem free 0x800000 4", "mem check", "mem"):
        guarded.command(line, 60)
    guarded.assert_sound()
    assert STOP.search(guarded.console()) is None


def test_off_is_off(guarded):
    assert guarded.command("guard off") == ["off"]
    report = guarded.command("crash wild", 30)
    assert any(line.startswith("FAULT: wild write") for line in report)
    assert STOP.search(guarded.console()) is None


def test_without_bochs_the_guard_says_so():
    with QemuMachine(Config()) as machine:
        machine.wait_prompt()
        answer = machine.command("guard on")
        assert answer[0].startswith("error: there is no iodebug device here: only Bochs has one")
        machine.assert_sound()
