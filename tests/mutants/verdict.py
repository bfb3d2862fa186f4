"""Boots an image and judges what is reported of the mistake in it."""

import re
from dataclasses import dataclass
from pathlib import Path

from machine import BochsMachine, Config, MachineError, QemuMachine
from machine.image import layout_constant
from machine.maps import write_rom

from .mutant import Mutant

# What ends a boot: a refusal, a fault, or the prompt.
END = re.compile(r"\b[EK]\d\d [^\r\n]{8,}[\r\n]|FAULT: [^\r\n]+[\r\n]|strata[>!] ")
# What counts as a report of something, right or wrong.
REPORT = re.compile(
    r"\b[EK]\d\d [^\r\n]+|FAULT: [^\r\n]+|FAIL  [^\r\n]+|warning: [^\r\n]+|WARNING [^\r\n]+"
)
BOOT_TIMEOUT = 40
QUESTIONS = ("mem", "mem check")
NOISE_BYTES = 4 << 20

NAMED, MISNAMED, SILENT, STALE = "named", "MISNAMED", "SILENT", "STALE"


@dataclass(frozen=True)
class Verdict:
    """What came of a mutant."""

    kind: str  # one of the above
    by: str  # build or machine
    said: str  # the line that names it, or the first that names something else


def judge(mutant: Mutant, by: str, text: str) -> Verdict:
    """Named where the text has the cause; misnamed where it has another; else silent."""
    named = re.search(rf"[^\r\n]*(?:{mutant.expect})[^\r\n]*", text)
    if named:
        return Verdict(NAMED, by, named[0].strip())
    other = REPORT.search(text)
    if by == "build":
        return Verdict(MISNAMED, by, text.strip().splitlines()[0] if text.strip() else "")
    if other:
        return Verdict(MISNAMED, by, other[0].strip())
    last = text.strip().splitlines()
    return Verdict(SILENT, by, f"last line: {last[-1]}" if last else "nothing at all")


def _config(mutant: Mutant, image: Path, folder: Path) -> Config:
    """The machine that shows the mistake."""
    rom, extra = None, ()
    if mutant.memory_map:
        rom = write_rom(folder, mutant.memory_map)
    if mutant.noise:
        noise = folder / "noise.bin"
        noise.write_bytes(b"\x5a" * NOISE_BYTES)
        start = layout_constant("KERNEL_OFFSET2")
        extra = ("-device", f"loader,file={noise},addr={start:#x},force-raw=on")
    return Config(image=image, option_rom=rom, extra=extra)


def boot(mutant: Mutant, image: Path) -> str:
    """Everything that the machine says on COM1, with the answers to the questions."""
    kind = BochsMachine if mutant.bochs else QemuMachine
    with kind(_config(mutant, image, image.parent)) as machine:
        try:
            machine.wait_for(END, timeout=BOOT_TIMEOUT)
            machine.wait_quiet(1)  # the timer is judged after the prompt
            if machine.transcript().rstrip().endswith("strata>"):
                for command in (*QUESTIONS, *mutant.commands):
                    machine.command(command)
        except MachineError as error:
            # The error quotes what was waited for, which must not be taken for an answer.
            return f"{machine.transcript()}\n({type(error).__name__}: no end of the boot)"
        return machine.transcript()
