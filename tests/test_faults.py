"""Every mistake on purpose, every exception: named, reported on both lines, then questions."""

import bisect
import re
import subprocess
from functools import lru_cache

import pytest

from machine import ROOT, BochsMachine, Config, QemuMachine
from machine.base import POST_MORTEM_PROMPT
from machine.image import Image, layout_constant, symbol_address
from machine.kvm import kvm_problem

STACK = "stack overflow: the stack 0x8b000-0x90000 ran into its guard page"
# What each is called, and its vector: None is a panic.
CRASHES = {
    "null": ("null pointer: write to 0x00000000 in page 0, which is never mapped", 14),
    "stack": (STACK, 8),
    "text": (r"write to 0x00100040 in the kernel's code and constants", 14),
    "double-free": (r"double free: frame 0x800 at 0x800000 is free already", None),
    "wild": (r"wild write: frame 0x7[0-9a-f]{3} was written to at 0x7[0-9a-f]{3}000, but .*", None),
    "redzone": (r"heap overrun: 'crash' at 0x1[0-9a-f]+ was overrun: its red zone .*", None),
    "divide": ("divide error", 0),
    "opcode": ("invalid opcode", 6),
    "assert": (r"assertion failed: m->frames.count == 0, kernel/crash.c:\d+", None),
    "retired": (r"write to 0x00007e00 in STAGE2, which the loader no longer needs .*", 14),
}
CALLERS = "cmd_crash_run shell_run shell_feed console_run kernel_main kernel_entry".split()
PLACE = re.compile(r"^(?:backtrace: | {11})(\w+)\+0x([0-9a-f]+) \(0x([0-9a-f]{8})\)(, \d+ times)?$")
MACHINES = {
    "bochs": lambda **more: BochsMachine(Config(**more)),
    "tcg": lambda **more: QemuMachine(Config(**more)),
    "kvm": lambda **more: QemuMachine(Config(accel="kvm", **more)),
}


@pytest.fixture(params=MACHINES)
def make_machine(request):
    """Starts a machine of one kind."""
    if request.param == "kvm" and kvm_problem():
        pytest.skip(kvm_problem())
    return MACHINES[request.param]


@lru_cache(maxsize=None)
def functions():
    """(start, name) of the kernel's functions in ascending order, and where the last one ends.

    Names as a backtrace gives them: without the suffix of a local label, a clone or a vector."""
    output = subprocess.check_output(["nm", "-n", ROOT / "build/kernel/kernel.elf"], text=True)
    symbols = [line.split() for line in output.splitlines()]
    end = next(int(address, 16) for address, _, name in symbols if name == "__k_code_end")
    named = [
        (int(address, 16), re.sub(r"\..*|_\d+$", "", name))
        for address, kind, name in symbols
        if kind in "tT" and not name.startswith("__") and int(address, 16) < end
    ]
    starts = [each for i, each in enumerate(named) if i == 0 or named[i - 1][1] != each[1]]
    return starts, end


def assert_place(name, offset, address, back):
    """The named function holds the address (less back), at that offset."""
    starts, end = functions()
    index = bisect.bisect_right(starts, (address - back, "~")) - 1
    start, expected = starts[index]
    assert (name, offset) == (expected, address - start)
    assert start <= address - back < end


def crash(machine, name):
    """Boot, crash, and wait for the post-mortem's prompt; the report's lines."""
    machine.wait_prompt()
    lines = machine.command(f"crash {name}", 60)
    assert machine.transcript().endswith(POST_MORTEM_PROMPT)
    return lines


def assert_backtrace(lines, vector):
    """Every line names the function its address lies in, and the callers are who called."""
    places = [match for match in map(PLACE.match, lines) if match]
    assert len(places) >= len(CALLERS) + 1
    for index, place in enumerate(places):
        back = 0 if index == 0 and vector is not None else 1
        assert_place(place[1], int(place[2], 16), int(place[3], 16), back)
    assert [place[1] for place in places][-len(CALLERS) :] == CALLERS
    assert not [line for line in lines if line.startswith(" " * 11) and not PLACE.match(line)]


def assert_fault_record(machine, sentence, vector):
    """COM2 has one record of it, which says the same."""
    (record,) = machine.telemetry().of_type("fault")
    assert re.fullmatch(sentence, record["text"])
    assert record.get("vector") == vector
    assert f"(0x{int(record['eip'], 16):08x})" in record["place"]
    if vector == 14:
        address = int(record["address"], 16)
        assert f"0x{address:08x}" in record["text"]
    assert not machine.telemetry().rejected


def assert_answers(machine):
    """The questions of a post-mortem, all answered, and nothing that changes the machine."""
    assert machine.command("mem")[0].startswith("RAM ")
    assert any("STAGE2" in line for line in machine.command("mem layout"))
    assert any("STAGE1" in line for line in machine.command("mem who 0x7c00"))
    assert machine.command("mem dump 0x100000 16")[0].startswith("0x00100000  53 4b 52 4e")
    assert len(machine.command("mem dump 0 16")) == 1
    assert any("crash" in line for line in machine.command("log"))
    assert machine.command("regs")[0].startswith("eax ")
    assert machine.command("bt")[0].startswith("backtrace: ")
    for line in ("mem alloc", "mem grab 16", "mem stress 1", "crash null", "guard off"):
        assert machine.command(line)[0].startswith("error: the kernel has ended")


@pytest.mark.parametrize("name", CRASHES)
def test_a_crash_is_named_and_leaves_a_shell_that_answers(make_machine, name):
    sentence, vector = CRASHES[name]
    with make_machine() as machine:
        lines = crash(machine, name)
        (told,) = [line[7:] for line in lines if line.startswith("FAULT: ")]
        assert re.fullmatch(sentence, told)
        # The longest report fills more than a screen: Page Up brings its first rows back.
        shown = "The machine is stopped." if name == "stack" else "FAULT: " + told[:60]
        assert any(shown in line for line in machine.screen())
        assert_backtrace(lines, vector)
        assert_backtrace(machine.command("bt"), vector)
        assert_fault_record(machine, sentence, vector)
        assert_answers(machine)


def ud2_address():
    """Where `crash opcode` has its ud2: two bytes, as `int N` has."""
    base = layout_constant("KERNEL_OFFSET2")
    return base + Image().kernel().index(b"\x0f\x0b", symbol_address("crash_cause") - base)


def run_instead_of_ud2(tmp_path, code):
    """What a machine whose `crash opcode` runs other code reports, on COM1 and on COM2."""
    image = Image()
    image.patch_kernel(ud2_address(), code)
    image.write(tmp_path / "disk.img")
    with QemuMachine(Config(image=tmp_path / "disk.img")) as machine:
        lines = crash(machine, "opcode")
        assert machine.command("version")
        return "\n".join(lines), machine.telemetry().of_type("fault")


EXCEPTIONS = dict(
    enumerate(
        """divide error|debug|non-maskable interrupt|breakpoint|overflow|bound range exceeded|
        invalid opcode|device not available|double fault|coprocessor segment overrun|invalid TSS|
        segment not present|stack-segment fault|general protection|page fault|
        reserved exception 15|x87 floating point|alignment check|machine check|
        SIMD floating point|virtualization|control protection|reserved exception 22|
        reserved exception 23|reserved exception 24|reserved exception 25|reserved exception 26|
        reserved exception 27|hypervisor injection|VMM communication|security|
        reserved exception 31""".split("|")
    )
)


@pytest.mark.parametrize("vector", EXCEPTIONS)
def test_every_exception_is_named(tmp_path, vector):
    """Raised by `int N`: for it the processor pushes no error code, so only the name is right."""
    report, records = run_instead_of_ud2(tmp_path, bytes([0xCD, vector]))
    assert f"exception {vector} ({EXCEPTIONS[vector].strip()})" in report
    assert [record["vector"] for record in records] == [vector]


@pytest.mark.parametrize("vector", [48, 64, 128, 255])
def test_a_stray_vector_is_a_general_protection_that_names_it(tmp_path, vector):
    report, records = run_instead_of_ud2(tmp_path, bytes([0xCD, vector]))
    assert "FAULT: general protection" in report
    assert f"IDT selector 0x{vector << 3:x}, vector {vector}" in report
    assert records[0]["vector"] == 13


# Code that goes wrong, and what must be reported of it. It is put where the kernel has its ud2.
MISHAPS = {
    "single step": (
        "9c 81 0c 24 00 01 00 00 9d 90 90",  # pushfd; or dword [esp], TF; popfd; nop; nop
        "exception 1 (debug), error code 0x0",
    ),
    "int3": ("cc", "exception 3 (breakpoint), error code 0x0"),
    "into": ("b0 7f fe c0 ce", "exception 4 (overflow), error code 0x0"),  # inc al of 0x7f
    "bound": (
        "6a 00 6a 00 b8 05 00 00 00 62 04 24",  # eax = 5; bound eax, 0 and 0
        "exception 5 (bound range exceeded), error code 0x0",
    ),
    "fpu switched off": (
        "0f 20 c0 83 c8 08 0f 22 c0 d9 e8",  # CR0.TS; fld1
        "exception 7 (device not available), error code 0x0",
    ),
    "selector of no descriptor": (
        "66 b8 23 01 8e d8",  # ds = 0x123
        "exception 13 (general protection), error code 0x120: GDT selector 0x120",
    ),
    "selector of no LDT": (
        "66 b8 27 01 8e d8",  # ds = 0x127
        "exception 13 (general protection), error code 0x124: LDT selector 0x120",
    ),
    "jump to 0": (
        "31 c0 ff e0",
        "FAULT: null pointer: read from 0x00000000 in page 0, which is never mapped",
    ),
    "read of the last mapped address": (
        "a1 fc 0f 00 00",  # mov eax, [0xffc]
        "FAULT: null pointer: read from 0x00000ffc in page 0",
    ),
    "read where nothing is": (
        "a1 00 00 00 c0",  # mov eax, [0xc0000000]
        "FAULT: read from 0xc0000000, where no memory is mapped",
    ),
    "read of a free frame": (
        "a1 00 00 80 00",
        "FAULT: read from 0x00800000 in frame 0x800, which is free: it was never allocated",
    ),
    "write to ROM": (
        "c6 05 00 00 0f 00 01",
        "FAULT: write to 0x000f0000 in ROM, which can only be read",
    ),
    "read of the guard page": ("a0 00 a0 08 00", "FAULT: " + STACK),
    "stack pointer nowhere": (  # esp = 0; push eax
        "31 e4 50",
        "FAULT: esp 0x00000000 is outside the stack 0x8b000-0x90000 (double fault)",
    ),
    "stack pointer in the loader": (
        "bc 00 7c 00 00 50",
        "FAULT: esp 0x00007c00 is outside the stack 0x8b000-0x90000 (double fault)",
    ),
    "frame pointer nowhere": ("bd ef be ad de 0f 0b", "FAULT: invalid opcode"),
    "frame pointer in a circle": (
        "8d 2c 24 89 6d 00 0f 0b",  # ebp = esp; [ebp] = ebp
        "FAULT: invalid opcode",
    ),
}


@pytest.mark.parametrize("name", MISHAPS)
def test_a_mishap_is_explained(tmp_path, name):
    code, told = MISHAPS[name]
    report, records = run_instead_of_ud2(tmp_path, bytes.fromhex(code))
    assert told in report
    assert len(records) == 1


@pytest.mark.parametrize(
    "code, told",
    [
        ("0f 0b", "invalid opcode"),
        ("31 e4 50", "esp 0x00000000 is outside the stack 0x8b000-0x90000 (double fault)"),
    ],
)
@pytest.mark.parametrize("first", ["null", "stack"])
@pytest.mark.parametrize("kind", ["bochs", "tcg"])
def test_a_fault_inside_the_post_mortem_starts_its_shell_again(tmp_path, kind, first, code, told):
    """As often as it comes: a second double fault must not become a triple one."""
    image = Image()
    image.patch_kernel(symbol_address("cmd_regs_run"), bytes.fromhex(code))
    image.write(tmp_path / "disk.img")
    with MACHINES[kind](image=tmp_path / "disk.img") as machine:
        before = crash(machine, first)
        for _ in range(3):
            answer = machine.command("regs")
            assert answer[1].startswith(f"fault inside the post-mortem: {told} at cmd_regs_run+0x")
            assert machine.transcript().endswith(POST_MORTEM_PROMPT)
        assert_backtrace(machine.command("bt"), CRASHES[first][1])
        assert set(machine.command("bt")) <= set(before)
        assert len(machine.telemetry().of_type("fault")) == 1


@pytest.mark.parametrize("how", ["reboot", "poweroff"])
@pytest.mark.parametrize("kind", ["bochs", "tcg"])
def test_the_post_mortem_can_be_left(kind, how):
    with MACHINES[kind]() as machine:
        crash(machine, "null")
        if how == "poweroff" or kind == "tcg":  # QEMU runs with -no-reboot
            machine.send(how.encode() + b"\r")
            assert machine.wait_exit() in (0, 1)
            return
        machine.drop_received()
        machine.send(b"reboot\r")
        machine.wait_for(r"strata> $", 60)
        machine.assert_sound()
