"""Boots Strata in Bochs, types the mem commands, prints the answers and one frame of the viewer."""

import json
import subprocess
import sys
import time

from machine import ROOT, BochsMachine, Config, MachineError

COMMANDS = [
    "mem",
    "mem layout",
    "mem e820",
    "mem frames",
    "mem alloc 3 demo",
    "mem grab 4K demo",
    "mem heap",
    "mem bitmap 8M 256",
    "mem who MEM_MAP",
    "mem dump STAGE1 64",
    "mem check",
    "boot",
]
MEMVIZ = str(ROOT / "build" / "memviz")
SYNC_SECONDS = 30


def type_commands(machine: BochsMachine) -> None:
    """Type each command and print its answer as the terminal would show it."""
    for line in COMMANDS:
        answer = machine.command(line)
        print(f"strata> {line}")
        print("\n".join(answer) + "\n", flush=True)


def wait_sync(machine: BochsMachine) -> None:
    """Wait until the viewer's model of the recording is in sync with the machine."""
    deadline = time.monotonic() + SYNC_SECONDS
    arguments = [MEMVIZ, "--json", str(machine.recording_path)]
    while time.monotonic() < deadline:
        model = subprocess.run(arguments, capture_output=True, check=False)
        if model.returncode == 0 and json.loads(model.stdout)["sync"]:
            return
        time.sleep(0.2)
    raise machine.failure(f"memviz was not in sync with the machine after {SYNC_SECONDS} s")


def print_frame(machine: BochsMachine) -> None:
    """Print one frame of the viewer."""
    arguments = [MEMVIZ, "--once", "80x24", str(machine.recording_path)]
    print("memviz --once 80x24:", flush=True)
    subprocess.run(arguments, check=True)


def main() -> int:
    """Exit code 0 when everything worked, 1 with the reason when something did not."""
    try:
        with BochsMachine(Config()) as machine:
            print("strata: booting in Bochs with 128 MiB\n", flush=True)
            print(machine.wait_prompt().rsplit("strata> ", 1)[0].replace("\r", ""))
            type_commands(machine)
            wait_sync(machine)
            print_frame(machine)
            machine.poweroff()
    except (MachineError, subprocess.CalledProcessError) as error:
        print(f"strata: the demonstration failed: {error}", file=sys.stderr)
        return 1
    print("\nstrata: the machine was switched off; make run and make shell give you your own")
    return 0


if __name__ == "__main__":
    sys.exit(main())
