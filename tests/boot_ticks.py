"""Prints how many ticks of Bochs's clock boot takes: from step 1 to step 6, and to the prompt.

usage: boot_ticks.py MEGS PADDED     memory in MiB; bytes the kernel is padded to, 0 for none

The first figure is the difference of the time stamps that the kernel repeats on COM2; it covers all
that is read, checked and cleared. The second counts from stage1's first instruction: the debugger
stops at 0x7c00 and then every STEP ticks, and each time we look whether the prompt has come out of
COM1. Bochs hands a byte over at the tick at which its last bit is sent, and while it is stopped
what it has sent gets SETTLE_SECONDS to come through the pty: the figure is repeatable, and at most
STEP too high.
"""

import re
import sys
import tempfile
import time
from pathlib import Path

from machine import BochsMachine, Config, MachineError
from machine.base import PROMPT
from machine.image import Image

IPS = 4_000_000
STEP = 10_000
SETTLE_SECONDS = 0.05
# Bochs needs a while for the memory of a large machine.
STOP_SECONDS = 60.0
GIVE_UP = 100_000_000
NEXT = re.compile(r"^Next at t=(\d+)$", re.MULTILINE)


def stops(machine):
    """The times at which the debugger has stopped so far."""
    return [int(text) for text in NEXT.findall(machine.console())]


def wait_stop(machine, count):
    """Wait until the debugger has stopped so many times; the time of the last stop."""
    machine.await_console(
        lambda text: len(NEXT.findall(text)) >= count, "the next stop", STOP_SECONDS
    )
    return stops(machine)[-1]


def measure(machine):
    """The ticks between the two."""
    # The first stop is power-on, the second 0x7c00.
    start = wait_stop(machine, 2)
    for count in range(3, 3 + GIVE_UP // STEP):
        machine.give_debugger(f"sb {STEP}", "c")
        now = wait_stop(machine, count)
        time.sleep(SETTLE_SECONDS)
        if machine.transcript().endswith(PROMPT):
            return now - start
    raise machine.failure(f"no prompt within {GIVE_UP} ticks")


def measure_steps(machine):
    """The ticks from step 1 to step 6, as the kernel repeats them after the prompt."""
    for _ in range(200):
        stamps = {step["step"]: step for step in machine.telemetry().of_type("boot")}
        if all("tsc" in stamps.get(step, {}) for step in (1, 6)):
            return int(stamps[6]["tsc"], 16) - int(stamps[1]["tsc"], 16)
        time.sleep(0.05)
    raise machine.failure("the kernel did not send the boot steps with their ticks")


def padded_image(folder, size):
    """The built image with its kernel padded to size bytes; the image as it is for 0."""
    if size == 0:
        return None
    image = Image()
    image.pad_kernel(size)
    path = Path(folder) / "padded.img"
    image.write(path)
    return path


def main():
    """Exit code 1, with the reason, when the machine did not come to its prompt."""
    if len(sys.argv) != 3:
        print("usage: boot_ticks.py MEGS PADDED", file=sys.stderr)
        return 2
    megs, padded = (int(argument) for argument in sys.argv[1:])
    try:
        with tempfile.TemporaryDirectory() as folder:
            what = {"megs": megs, "image": padded_image(folder, padded), "ips": IPS}
            with BochsMachine(Config(script="pb 0x7c00\nc\n", **what)) as machine:
                prompt = measure(machine)
            with BochsMachine(Config(**what)) as machine:
                print(measure_steps(machine), prompt)
    except MachineError as error:
        print(f"strata: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
