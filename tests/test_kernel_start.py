"""What the kernel relies on at its start, broken one by one: each is named, and nothing resets.

Each case changes a few bytes of the kernel and seals the image again, as a mistake in the source
would have made it. An image whose bytes are not found fails the test: the case must be renewed."""

import os
import re
import time

import pytest

from machine import Config, QemuMachine
from machine.image import Image, layout_constant, symbol_address

# Bytes to look for from a symbol on, what replaces them, and what must be reported.
STACK_TOP = ("8d 24 0f", "89 fc 90", r"K03 the stack pointer is 0x0008a[0-9a-f]{3}, but the")
CASES = {
    "esp at the wrong end": ("kernel_entry", *STACK_TOP),
    "bss not zero": ("kernel_entry", "31 c0", "b0 01", r"K05 \.bss .* is not zero at"),
    "data segment read-only": (
        "cpu_load_gdt",
        "00 93 cf 00",
        "00 91 cf 00",
        "K04 the data segment of the GDT is not flat",
    ),
    "code segment of 1 MiB": (
        "cpu_load_gdt",
        "00 9b cf 00",
        "00 9b 4f 00",
        "K04 the code segment of the GDT is not flat",
    ),
    "an interrupt that loses its frame": ("trap_common", "61 83 c4 08", "61 83 c4 04", "K10 "),
    "an interrupt that changes ebx": ("trap_common", "61 83 c4 08", "61 58 5b cf", "K04 an int"),
    "heap inside the kernel": (
        "plan_make",
        "05 ff 0f 00 00",
        "2d 00 40 00 00",
        "K06 the heap starts at 0x[0-9a-f]+, inside the kernel, which ends at 0x",
    ),
    "PIC not moved": ("pic_init", "b0 20", "b0 08", "interrupt line "),
}


def patched(tmp_path, *changes):
    """An image in which the first old bytes after each symbol are new: (symbol, old, new)."""
    image = Image()
    base = layout_constant("KERNEL_OFFSET2")
    for symbol, old, new in changes:
        start = base + image.kernel().index(bytes.fromhex(old), symbol_address(symbol) - base)
        assert start < symbol_address(symbol) + 200
        image.patch_kernel(start, bytes.fromhex(new))
    image.write(tmp_path / "disk.img")
    return Config(image=tmp_path / "disk.img")


@pytest.mark.parametrize("name", CASES)
def test_a_broken_start_is_named(tmp_path, name):
    symbol, old, new, told = CASES[name]
    with QemuMachine(patched(tmp_path, (symbol, old, new))) as machine:
        machine.wait_for(told)
        machine.wait_quiet(0.5)
        text = machine.transcript()
        assert len(re.findall(r"[EK]\d\d ", text)) <= 1, "one cause is named once"
        last = machine.telemetry().records[-1]
        assert last["t"] in ("fail", "fault") and not machine.telemetry().rejected


def test_the_stack_may_be_in_its_second_place(tmp_path):
    """The entry takes the lower stack, as it does when the loader's esp says so."""
    with QemuMachine(patched(tmp_path, ("kernel_entry", "74", "eb"))) as machine:
        machine.wait_prompt()
        assert machine.command("mem check")[-1].endswith(" 0 failed")
        stack = machine.command("mem stack")[0]
        low = layout_constant("PM_STACK_LOW")
        assert f"0x{low:x}-0x{layout_constant('PM_STACK_LOW_END'):x}" in stack
        (first,) = [line for line in machine.command("mem layout") if " PM_STACK  " in line]
        assert " reusable " in first
        answer = machine.command("crash stack", 60)
        assert any(f"the stack 0x{low:x}-" in line and "guard page" in line for line in answer)


NOT_MOVED = ("pic_init", "b0 20 e6 21", "b0 08 e6 21")
NO_TIMER = ("trap_init_lines", "31 c0 e8", "b0 04 e8")  # line 4 is unmasked in place of line 0
SOAK = pytest.mark.skipif(not os.environ.get("STRATA_SOAK"), reason="make soak")


@SOAK
def test_a_timer_whose_interrupts_do_not_arrive_is_told(tmp_path):
    with QemuMachine(patched(tmp_path, NO_TIMER)) as machine:
        machine.wait_prompt()
        machine.wait_quiet(0.5)
        told = "the timer counts, but its interrupts do not arrive"
        assert any(told in warning for warning in machine.json("mem -j")["warnings"])
        assert any("WARNING " + told in line for line in machine.screen())
        assert machine.command("mem check")[-1].endswith(" 0 failed")


@SOAK
def test_a_failure_while_failing_ends_in_one_character(tmp_path):
    """The report itself meets an undefined opcode: no second report, no reboot."""
    with QemuMachine(patched(tmp_path, ("json_text", "55 89", "0f 0b"))) as machine:
        machine.wait_for(r"K10 exception 6 [^\r\n]+\r\n!$")
        machine.wait_quiet(1)
        assert machine.transcript().endswith("\n!") and machine.running()
        assert any(line.endswith("!") for line in machine.screen())


@SOAK
def test_a_line_on_a_vector_with_an_error_code_tells_the_right_place(tmp_path):
    """Line 4 comes on vector 12. The processor pushes no error code, so nothing is shifted.

    The keyboard's line, which would come first, stays masked: line 4 is let through twice.
    """
    no_keyboard = ("trap_init_lines", "b8 01 00 00 00", "b8 04 00 00 00")
    with QemuMachine(patched(tmp_path, NOT_MOVED, NO_TIMER, no_keyboard)) as machine:
        text = machine.wait_for(r"strata! $")
        assert "FAULT: interrupt line 4 arrived as exception 12" in text
        assert re.search(r"at uart_\w+\+0x[0-9a-f]+ ", text) and " cs 0008 " in text


class UnwiredCom1(QemuMachine):
    """A machine whose COM1 raises line 7, which nobody listens to, in place of line 4."""

    def arguments(self):
        line = super().arguments()
        at = line.index("-serial")
        com1 = ["-serial", "none", "-chardev", f"serial,id=com1,path={line[at + 1]}"]
        com1 += ["-device", "isa-serial,iobase=0x3f8,irq=7,chardev=com1"]
        com2 = ["-chardev", f"file,id=com2,path={self.recording_path}"]
        com2 += ["-device", "isa-serial,iobase=0x2f8,irq=3,chardev=com2"]
        return line[:at] + com1 + com2 + line[at + 4 :]


class WithoutCom1(QemuMachine):
    """A machine with a COM2 only."""

    def arguments(self):
        line = super().arguments()
        at = line.index("-serial")
        return line[:at] + ["-serial", "none"] + line[at + 2 :]


def test_a_com1_whose_interrupt_does_not_come_is_polled():
    with UnwiredCom1(Config()) as machine:
        machine.wait_prompt()
        told = "WARNING the interrupt of COM1 (line 4) does not arrive: it is polled"
        assert any(told in line for line in machine.command("log"))
        assert machine.command("mem check")[-1].endswith(" 0 failed")
        assert any(told in line for line in machine.screen())


def test_a_machine_without_com1_says_so_on_the_screen():
    with WithoutCom1(Config()) as machine:
        told = "WARNING COM1 does not answer at port 0x3f8"
        for _ in range(200):
            if any(told in line["text"] for line in machine.telemetry().of_type("log")):
                break
            time.sleep(0.1)
        time.sleep(0.2)  # the record is sent first, then the screen is written
        assert any(told in line for line in machine.screen())
