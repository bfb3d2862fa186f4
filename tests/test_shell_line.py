"""The input line over the serial port: editing, pasting and abuse never stop the shell."""

import os
import random
import re
import time

import pytest

from machine import BochsMachine, Config, QemuMachine
from machine.base import ANSI, PROMPT

HOME, END, LEFT, RIGHT, UP, DOWN = (f"\x1b[{c}".encode() for c in "HFDCAB")
DELETE = b"\x1b[3~"
KNOWN = "mem who 0x100000"


@pytest.fixture
def known(shell):
    """The answer to a known command, to recognise it by."""
    answer = shell.command(KNOWN)
    assert answer
    return answer


def keys(machine, data):
    """Press keys, then Enter; the lines of the answer."""
    machine.drop_received()
    machine.send(data + b"\r")
    machine.wait_quiet(0.3)
    text = machine.received()
    assert text.endswith(PROMPT), f"no prompt at the end: {text[-80:]!r}"
    return whole(text).split("\n")[1:-1]


def whole(text):
    """The text with LF at the ends of its lines, and those broken at 80 columns whole again."""
    return re.sub(r"\n {8}(?=[^ ])", " ", text.replace("\r", ""))


def test_200_characters_at_full_speed(shell, known):
    line = KNOWN.replace("0x", "0x" + "0" * (200 - len(KNOWN)))
    assert len(line) == 200
    shell.drop_received()
    shell.paste(line.encode() + b"\r")
    shell.wait_quiet(0.5)
    text = shell.received()
    assert text.endswith(PROMPT)
    assert whole(text).split("\n")[-1 - len(known) : -1] == known


def test_a_line_longer_than_the_buffer_does_not_break_the_next(shell, known):
    shell.paste(b"x" * 5000)
    shell.wait_quiet(0.5)
    shell.send(b"\x15\r")
    shell.wait_quiet(0.3)
    assert shell.command(KNOWN) == known


def test_100_pasted_commands_are_all_answered_in_order(shell):
    expected = [shell.command(f"mem who {address}K") for address in range(1024, 1034)]
    shell.drop_received()
    lines = [f"mem who {1024 + i % 10}K" for i in range(100)]
    shell.paste("".join(line + "\r" for line in lines).encode())
    shell.wait_quiet(1.0)
    text = whole(shell.received())
    for i, line in enumerate(lines):
        at = text.find(line + "\n")
        assert at >= 0, f"command {i} was not echoed whole"
        text = text[at + len(line) + 1 :]
        assert text.startswith("\n".join(expected[i % 10]) + "\n"), f"wrong answer to command {i}"


@pytest.mark.parametrize(
    "pressed",
    [
        b"em who 0x100000" + HOME + b"m",
        b"em who 0x100000\x01m",
        b"mem who 0x10000" + HOME + END + b"0",
        b"mem who 0x10000\x01\x050",
        b"mem wh 0x100000" + LEFT * 9 + b"o",
        b"mem wh 0x100000" + b"\x02" * 9 + b"o",
        b"mem who 0x10000" + LEFT * 3 + RIGHT * 3 + b"0",
        b"mem who 0x10000\x02\x060",
        b"xmem who 0x100000\x01\x04",
        b"xmem who 0x100000" + HOME + DELETE,
        b"mem who 0x100000x\x08",
        b"mem who 0x100000x\x7f",
        b"mem who 0x100000 junk\x1bb\x02\x0b",
        b"junk\x15mem who 0x100000",
        b"mem who 0x100000 junk\x17",
        b"who 0x100000" + HOME + b"\x1bf\x1bf\x01mem ",
        b"mem who 0x100000\x0c",
        b"mem \x1b[99zwho 0x100000",
    ],
    ids=lambda data: data.decode("latin-1").encode("unicode_escape").decode(),
)
def test_editing_keys(shell, known, pressed):
    assert keys(shell, pressed)[-len(known) :] == known


@pytest.mark.parametrize("up, down", [(UP, DOWN), (b"\x10", b"\x0e")], ids=["arrows", "ctrl"])
def test_history(shell, known, up, down):
    shell.command("version")
    assert keys(shell, up + up)[-len(known) :] == known
    version = shell.command("version")
    shell.command(KNOWN)
    assert keys(shell, up + up + down + up)[-len(version) :] == version
    pressed = b"half a line" + up + down + b"\x15" + KNOWN.encode()
    assert keys(shell, pressed)[-len(known) :] == known


def test_ctrl_c_drops_the_line(shell, known):
    shell.send(b"mem stress 1000000")
    shell.send(b"\x03")
    shell.wait_quiet(0.3)
    assert shell.command(KNOWN) == known


def test_ctrl_c_ends_a_long_dump(shell):
    shell.drop_received()
    shell.send(b"mem dump 1M 200K\r")
    shell.wait_for(r"(?:[^\n]*\n){10}", 10)
    before = time.monotonic()
    shell.send(b"\x03")
    shell.wait_prompt(10)
    assert time.monotonic() - before < 10
    whole = 200 * 1024 // 16
    assert shell.transcript().count("\n") < whole


def test_tab_on_every_prefix_of_every_command(shell):
    usage = "\n".join(shell.command("help"))
    words = set(re.findall(r"^([a-z]+)(?= |$)", usage, re.MULTILINE))
    assert {"mem", "help", "boot", "log", "version", "uptime", "poweroff"} <= words
    family = set(re.findall(r"^(mem [a-z0-9]+)", usage, re.MULTILINE))
    assert {"mem layout", "mem e820", "mem who", "mem dump", "mem check"} <= family
    lines = sorted(family | words)
    for line in lines:
        prefixes = [line[:length].encode() for length in range(len(line) + 1)]
        shell.send(b"".join(prefix + b"\t\t\x15" for prefix in prefixes))
        shell.wait_quiet(0.05)
    assert shell.command("version")


@pytest.mark.parametrize(
    "typed, completed", [("vers", "version"), ("mem lay", "mem layout"), ("upt", "uptime")]
)
def test_tab_completes_what_is_unique(shell, typed, completed):
    shell.drop_received()
    shell.send(typed.encode() + b"\t")
    shell.wait_quiet(0.3)
    seen = ANSI.sub("", shell.received()).replace("\r", "\n").split("\n")[-1]
    assert seen.removeprefix(PROMPT).rstrip() == completed
    shell.send(b"\x15")


def test_tab_completes_layout_symbols(shell):
    shell.drop_received()
    shell.send(b"mem who MEM_\t\r")
    shell.wait_quiet(0.3)
    assert "MEM_MAP" in shell.received()


def test_random_bytes(shell):
    size = 100 * 1024 if os.environ.get("STRATA_SOAK") else 20 * 1024
    shell.paste(random.Random(820).randbytes(size))
    shell.wait_quiet(1.0, 120)
    shell.send(b"\x03\x15\r")
    shell.wait_quiet(0.5)
    assert shell.command("version")
    shell.assert_sound()


def test_every_single_byte_is_survived(shell, known):
    for byte in range(256):
        # Each alone after some text, then the line dropped; CR and LF run what they find: an error.
        shell.send(b"zz" + bytes([byte]) + b"\x03")
    shell.wait_quiet(0.5)
    assert shell.command(KNOWN) == known


@pytest.mark.parametrize("ending", [b"\r", b"\n", b"\r\n"], ids=["cr", "lf", "crlf"])
def test_each_line_ending_runs_the_command_once(shell, known, ending):
    shell.drop_received()
    shell.send(KNOWN.encode() + ending)
    shell.wait_quiet(0.3)
    assert shell.received().count(known[0]) == 1


@pytest.mark.parametrize("machine_class", [BochsMachine, QemuMachine])
def test_who_types_while_it_boots_gets_a_shell_that_answers(machine_class):
    with machine_class(Config()) as machine:
        for _ in range(20):
            machine.send(b"version\r")
            time.sleep(0.05)
        machine.wait_prompt()
        machine.wait_quiet(0.3)
        assert machine.command("version")
        machine.assert_sound()
