"""Single bits of the finished loader, flipped at random.

A flip after the boot sector must be named (E11), or change nothing where the byte does not matter.
The boot sector, which nothing checks, is counted and reported.
"""

import random
import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Iterable, List, Tuple

from machine import ROOT, Config, MachineError, QemuMachine
from machine.image import SECTOR, layout_constant, symbol_address

from .verdict import END

WORKERS = 2
NAMED, RIGHT = "E11", "boots right"
MISNAMED, WRONG, SILENT = "MISNAMED", "WRONG BOOT", "SILENT"
BOOT_TIMEOUT = 60
QUESTIONS = ("mem e820 raw", "mem check")


def answers(machine: QemuMachine) -> List[str]:
    """What must not change: the map, and that all checks hold."""
    raw = machine.command("mem e820 raw")
    return [*raw, machine.command("mem check")[-1]]


def outcome(image: Path, right: List[str]) -> Tuple[str, str]:
    """What the machine makes of an image, and the line that says so."""
    with QemuMachine(Config(image=image)) as machine:
        try:
            machine.wait_for(END, timeout=BOOT_TIMEOUT)
            machine.wait_quiet(0.2)
            text = machine.transcript()
            code = re.search(r"\b[EK]\d\d [^\r\n]+|FAULT: [^\r\n]+", text)
            if code:
                return NAMED if code[0].startswith("E11 ") else MISNAMED, code[0]
            return (RIGHT, "") if answers(machine) == right else (WRONG, text[-200:])
        except MachineError as error:
            return SILENT, str(error).splitlines()[0]


def positions(count: int, seed: int, start: int, end: int) -> Iterable[Tuple[int, int]]:
    """Offsets and bits in [start, end) of the image, each once."""
    bits = [(offset, bit) for offset in range(start, end) for bit in range(8)]
    return random.Random(seed).sample(bits, min(count, len(bits)))


def _flip(image: bytes, folder: Path, right: List[str], at: Tuple[int, int]):
    damaged = bytearray(image)
    damaged[at[0]] ^= 1 << at[1]
    path = folder / f"flip-{at[0]:x}-{at[1]}.img"
    path.write_bytes(damaged)
    try:
        return at, outcome(path, right)
    finally:
        path.unlink()


def run(count: int, seed: int, start: int, end: int) -> Counter:
    """Flips bits of the built image in [start, end); prints what is not as it should be."""
    image = (ROOT / "build" / "disk.img").read_bytes()
    folder = ROOT / "build" / "mutants"
    folder.mkdir(parents=True, exist_ok=True)
    with QemuMachine(Config()) as machine:
        machine.wait_prompt()
        right = answers(machine)
    totals = Counter()
    with ThreadPoolExecutor(WORKERS) as pool:
        jobs = pool.map(
            lambda at: _flip(image, folder, right, at), positions(count, seed, start, end)
        )
        for (offset, bit), (kind, said) in jobs:
            totals[kind] += 1
            if kind in (MISNAMED, WRONG, SILENT):
                print(f"    byte {offset:#x} bit {bit}: {kind}: {said}", flush=True)
    return totals


def used_end() -> int:
    """Where the used bytes of stage2 end in the image."""
    return symbol_address("stage2_end") - layout_constant("STAGE1")


def main(count: int, seed: int) -> bool:
    """The whole experiment; whether stage2 stands it. The boot sector is counted only."""
    totals = run(count, seed, SECTOR, used_end())
    print(f"stage2: {sum(totals.values())} bits flipped (seed {seed}): {dict(totals)}")
    sector = run(count // 10, seed, 0, SECTOR)
    print(f"boot sector: {sum(sector.values())} bits flipped: {dict(sector)} (counted, not judged)")
    return totals[MISNAMED] + totals[WRONG] + totals[SILENT] == 0
