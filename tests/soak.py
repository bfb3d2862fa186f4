"""Keeps one machine busy for a while: commands, allocations, noise; it must answer and stay sound.

usage: tests/soak.py MINUTES
"""

import json
import random
import subprocess
import sys
import time

from machine import ROOT, BochsMachine, Config, MachineError

MEMVIZ = str(ROOT / "build" / "memviz")
COMMANDS = [
    "mem",
    "mem layout",
    "mem e820 why",
    "mem frames",
    "mem bitmap 0 1024",
    "mem heap",
    "mem who {address}",
    "mem dump {address} 256",
    "mem alloc {count} soak",
    "mem alloc {count} soak",
    "mem free {address} {count}",
    "mem stress 1000 {count}",
    "boot",
    "log",
    "uptime",
]
ROUND_COMMANDS = 40
NOISE_BYTES = 4096


def run_round(machine, chance):
    """Some commands, some noise, then the two checks: the kernel's own and the viewer's."""
    for _ in range(ROUND_COMMANDS):
        numbers = {"address": hex(chance.randrange(0, 130 << 20)), "count": chance.randint(1, 64)}
        machine.command(chance.choice(COMMANDS).format(**numbers), 60)
    machine.paste(chance.randbytes(NOISE_BYTES))
    machine.wait_quiet(0.5)
    machine.send(b"\x03\x15\r")
    machine.wait_quiet(0.3)
    machine.assert_sound()
    wait_agreement(machine)


def wait_agreement(machine, seconds=60):
    """The viewer, reading the whole recording, comes to say what the shell says."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        arguments = [MEMVIZ, "--json", str(machine.recording_path)]
        seen = json.loads(subprocess.run(arguments, capture_output=True, check=True).stdout)
        told = machine.json("mem frames -j")
        if seen["sync"] and all(seen["frames"][key] == told[key] for key in told):
            return
        time.sleep(0.5)
    raise machine.failure(f"memviz and the shell still differed after {seconds} s")


def main():
    """Exit code 0 when the machine was sound to the end."""
    minutes = float(sys.argv[1]) if len(sys.argv) == 2 else 10
    end = time.monotonic() + 60 * minutes
    chance = random.Random(1)
    rounds = 0
    try:
        # The clock that people use; without it the recording would grow a hundred times as fast.
        with BochsMachine(Config(sync="slowdown")) as machine:
            machine.wait_prompt()
            while time.monotonic() < end:
                run_round(machine, chance)
                rounds += 1
                print(f"soak: round {rounds} sound", flush=True)
            machine.poweroff()
    except MachineError as error:
        print(f"soak: FAILED in round {rounds + 1}: {error}", file=sys.stderr)
        return 1
    print(f"soak: {rounds} rounds in {minutes:g} minutes, sound to the end")
    return 0


if __name__ == "__main__":
    sys.exit(main())
