"""The shell on the screen and the keyboard, on a machine without a serial port."""

import re
import time

import pytest

from machine import Config, MachineError, QemuMachine
from machine.base import PROMPT

KEYS = {" ": "spc", "\r": "ret", "-": "minus", "=": "equal", ".": "dot", "/": "slash", ",": "comma"}
KEYS |= {"+": "shift-equal", "|": "shift-backslash", "*": "shift-8", "_": "shift-minus"}
KEYS |= {"'": "apostrophe", ";": "semicolon", "\x03": "ctrl-c", "\x0c": "ctrl-l", "\t": "tab"}

COMMANDS = [
    ("version", r"Strata \d"),
    ("mem who STAGE1", "0x7c00"),
    ("mem frames", "free"),
    ("mem heap | grep bitmap", "frame bitmap"),
    ("mem e820", "BIOS-e820: "),
    ("mem dump KERNEL_OFFSET2 16", "00100000  53 4b 52 4e"),
    ("mem alloc 2 desk", "took 2 frames"),
    ("mem check", " 0 failed"),
    ("regs", "eip "),
    ("nothing", "no command 'nothing'"),
]


class WithoutSerial(QemuMachine):
    """A machine with no serial port at all: what is typed and read goes by the monitor."""

    def arguments(self):
        line = super().arguments()
        at = line.index("-serial")
        return line[:at] + ["-serial", "none"] + line[at + 4 :]

    def press(self, *keys):
        """Press keys, by their names in QEMU's monitor."""
        self.monitor(*(f"sendkey {key} 8" for key in keys))

    def type(self, text):
        """Type a text."""
        self.press(*(KEYS.get(c) or (f"shift-{c.lower()}" if c.isupper() else c) for c in text))

    def enter(self, command):
        """Type a command and Enter. QEMU drops keys that a slow machine does not fetch in
        time: then the line is typed again."""
        for _ in range(4):
            self.press("ctrl-u")
            self.type(command)
            try:
                self.wait_screen(rf"(?m)^strata[>?!] {re.escape(command)}\n*\Z", 3)
                break
            except MachineError:
                continue
        self.press("ret")

    def wait_screen(self, pattern, seconds=20):
        """Wait until the screen, as one text, has the regular expression; the lines."""
        deadline = time.monotonic() + seconds
        lines = []
        while time.monotonic() < deadline:
            lines = self.screen()
            if re.search(pattern, "\n".join(lines)):
                return lines
            time.sleep(0.05)
        raise self.failure(f"no {pattern!r} on the screen:\n" + "\n".join(lines))


@pytest.fixture(scope="module")
def desk():
    """A machine on a desk, its prompt on the screen."""
    with WithoutSerial(Config()) as machine:
        machine.wait_screen(rf"\n{PROMPT.strip()}\n*$", 60)
        yield machine


def test_the_keyboard_and_the_screen_have_the_whole_shell(desk):
    lines = desk.screen()
    assert any("the shell is on screen and keyboard" in line for line in lines), lines
    for command, wanted in COMMANDS:
        desk.press("ctrl-l")
        desk.enter(command)
        answer = rf"(?s){re.escape(PROMPT + command)}\n.*{wanted}.*"
        lines = desk.wait_screen(answer + rf"\n{PROMPT.strip()}\n*$")
        assert lines[0] == PROMPT + command, lines  # Ctrl-L has cleared the screen
    desk.press("up", "up", "home", "delete", "end", "backspace", "m")
    desk.wait_screen(re.escape(PROMPT + "egm") + r"\n*$")
    desk.type("\x03")
    desk.wait_screen(re.escape(PROMPT + "egm^C"))


def test_pages_bring_back_what_has_left_the_screen(desk):
    """200 rows are kept; a key brings the newest back."""
    desk.enter("help")
    desk.wait_screen(rf"Short: .*\n{PROMPT.strip()}\n*$")
    desk.enter("version")
    newest = desk.wait_screen(rf"\nStrata .*\n{PROMPT.strip()}\n*$")
    assert not any(line.startswith("mem layout") for line in newest)
    desk.press("shift-pgup", "pgup")
    older = desk.wait_screen(r"\nmem layout ")
    desk.press("pgdn")
    newer = desk.wait_screen(r"\n(?:clear|crash) ")
    assert older[-1] == newer[0], "a page keeps a row of the last"
    desk.press(*["pgup"] * 12)
    desk.wait_screen(r"(?m)^mem layout |no command 'nothing'|Strata")
    desk.type("v")
    desk.wait_screen(re.escape(PROMPT + "v") + r"\n*$")
    desk.type("\x03")


def test_a_stopped_and_a_dead_kernel_are_served_as_well(desk):
    desk.enter("bp cmd_uptime_run -s")
    desk.enter("uptime")
    desk.wait_screen(r"strata\?\n*$")
    desk.enter("step")
    desk.wait_screen(r"cmd_uptime_run\+0x1 (?s:.*)strata\?\n*$")
    desk.enter("watch off all")
    desk.enter("go")
    desk.wait_screen(rf"since the kernel started\n(?s:.*){PROMPT.strip()}\n*$")
    desk.enter("crash null")
    desk.wait_screen(r"strata!\n*$")
    desk.enter("version")
    desk.wait_screen(r"strata! version\nStrata (?s:.*)strata!\n*$")
