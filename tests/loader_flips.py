"""Flips single bits of the loader on disk, boots each image in QEMU, and counts what comes of it.

usage: PYTHONPATH=tests python3 -m loader_flips [--boot-sector] [--seed N] [COUNT]

A flip after the boot sector must be named (E11), and nothing else may happen: no silence, and no
boot of a loader that is not what was built. In the boot sector, which nothing checks, the outcomes
are only counted. Exit code 1 when a flip after the boot sector had another end.
"""

import argparse
import collections
import random
import re
import sys
import tempfile
from pathlib import Path

from machine import Config, MachineError, QemuMachine
from machine.image import SECTOR, Image

END = re.compile(r"\b([EK]\d\d) [^\r\n]{20,}|strata> $")
SECONDS = 10


def outcome(image: Path) -> str:
    """The code with which the boot of an image ends, "prompt", or "silence"."""
    with QemuMachine(Config(image=image, megs=16)) as machine:
        try:
            said = END.search(machine.wait_for(END, SECONDS))
        except MachineError:
            return "silence"
        return said.group(1) or "prompt"


def flip(path: Path, bit: int) -> None:
    """Write the built image with one bit changed."""
    image = Image()
    image.data[bit // 8] ^= 1 << bit % 8
    image.write(path)


def run(bits, folder: Path) -> collections.Counter:
    """The outcomes of the flips, counted; those that are not E11 are listed."""
    counts = collections.Counter()
    for bit in bits:
        flip(folder / "flipped.img", bit)
        end = outcome(folder / "flipped.img")
        counts[end] += 1
        if end != "E11":
            print(f"bit {bit % 8} of byte {bit // 8:#x} of the disk: {end}", flush=True)
    return counts


def main() -> int:
    """Exit code 1 when a flip that must be named was not."""
    parser = argparse.ArgumentParser(description="Flip bits of the loader and boot it.")
    parser.add_argument("count", type=int, nargs="?", default=1000)
    parser.add_argument("--boot-sector", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    start, end = (0, SECTOR) if options.boot_sector else (SECTOR, Image().kernel_offset)
    generator = random.Random(options.seed)
    bits = [generator.randrange(8 * start, 8 * end) for _ in range(options.count)]
    with tempfile.TemporaryDirectory() as folder:
        counts = run(bits, Path(folder))
    print(", ".join(f"{end} {count}" for end, count in counts.most_common()))
    return 0 if options.boot_sector or set(counts) <= {"E11"} else 1


if __name__ == "__main__":
    sys.exit(main())
