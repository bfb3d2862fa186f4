"""Drives a machine that boots Strata: Bochs or QEMU, headless, shell on a pty, telemetry in a file.

    with BochsMachine(Config(megs=32)) as machine:
        machine.wait_prompt()
        print(machine.command("mem frames"))
"""

from .base import Machine, MachineError
from .bochs import BochsMachine
from .config import ROOT, Config, seabios
from .qemu import QemuMachine
from .telemetry import Recording, decode, fletcher16

__all__ = [
    "ROOT",
    "BochsMachine",
    "Config",
    "Machine",
    "MachineError",
    "QemuMachine",
    "Recording",
    "decode",
    "fletcher16",
    "seabios",
]
