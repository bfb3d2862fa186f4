"""Commands that look, take and give back, at any address below 4 GiB, typed at a real machine.

STRATA_COMMANDS says how many; a soak types 2,000. The host runs a million (shell_random_test).
"""

import os
import random

from machine import BochsMachine, Config, MachineError
from machine.base import PROMPT, PROMPT_AT_END, STOPPED_PROMPT

COMMANDS = int(os.environ.get("STRATA_COMMANDS", "300"))
EDGES = [0, 0x1000, 0x7C00, 0x8A000, 0x8B000, 0x90000, 0xA0000, 0xC0000, 0x100000]
EDGES += [0x800000, 0x7FF0000, 0x8000000, 0xE0000000, 0xFEC00000, 0xFFC00000, 0xFFFFFFFF]


def random_address(chance):
    """Anything, what is near a boundary, or a frame that may be in use."""
    kind = chance.randrange(3)
    if kind == 0:
        return chance.randrange(1 << 32)
    if kind == 1:
        return (chance.choice(EDGES) + chance.randint(-16, 16)) % (1 << 32)
    return 0x800000 + 0x1000 * chance.randrange(64)


def random_command(chance):
    """One command line."""
    address, length = random_address(chance), chance.randrange(1, 300)
    return chance.choice(
        [
            f"mem dump {address:#x} {length}",
            f"mem who {address:#x}",
            f"mem walk {address:#x}",
            f"mem map {address:#x} {address + length:#x}",
            f"mem find 0x{chance.randrange(1 << 16):04x} {address:#x} {address + 64 * length:#x}",
            f"mem alloc {chance.randrange(1, 6)} probe",
            f"mem alloc {chance.randrange(1, 6)}",
            f"mem free {address & ~0xfff:#x} {chance.randrange(1, 3)}",
            chance.choice(["bp cmd_uptime_run -s", "uptime", "watch", "watch off all"]),
            chance.choice([f"step {chance.randrange(1, 30)}", "over", "step", "go"]),
        ]
    )


def frames_told(line, answer):
    """How many frames an answer says were taken (given back: below 0)."""
    if not line.startswith(("mem alloc", "mem free")) or answer[0].startswith("error: "):
        return 0
    count = int(answer[0].split()[1])
    return count if line.startswith("mem alloc") else -count


def run_on(machine):
    """Let a stopped kernel go on, which may have nothing left to answer; the answer."""
    machine.drop_received()
    machine.send(b"go\r")
    return machine.wait_for(PROMPT_AT_END).split("\r\n")[1:-1] or [""]


def test_no_command_faults_or_changes_what_it_should_not():
    chance = random.Random(4)
    used = 0
    with BochsMachine(Config()) as machine:
        machine.wait_prompt()
        heap = machine.json("mem heap -j")
        mapping = machine.command("mem map 0 0xffc00000")  # above, the window comes and goes
        for _ in range(COMMANDS):
            line = random_command(chance)
            answer = machine.command(line) if line != "go" else run_on(machine)
            if not machine.transcript().endswith((PROMPT, STOPPED_PROMPT)):
                raise machine.failure(f"{line} ended the kernel")
            used += frames_told(line, answer)
        machine.command("watch off all")
        run_on(machine)
        assert machine.json("mem frames -j")["used"] == used
        assert machine.json("mem heap -j") == heap
        assert machine.command("mem map 0 0xffc00000") == mapping
        machine.assert_sound()
        assert not machine.telemetry().of_type("fault")
