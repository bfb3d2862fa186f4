#!/usr/bin/python3
"""Build an option ROM that gives the memory map of a file through INT 15h.

The map is a text of lines "BIOS-e820: [base=0x.. length=0x..] type=N", of which
each may end with "attr=0x.."; "#" begins a comment. The ROM is for Bochs
(optromimage1) and QEMU (-option-rom).
"""

import argparse
import pathlib
import re
import struct
import subprocess
import sys
import tempfile

SOURCE = pathlib.Path(__file__).resolve().parents[2] / "memviz/e820/e820_rom.asm"
# The answers at the end of the code: the number of entries, E801h, 88h.
ANSWERS = struct.Struct("<IHHH")
ENTRY = struct.Struct("<QQII")
ROM_SIZE_MAX = 127 * 512
LINE = re.compile(
    r"BIOS-e820: \[base=(0x[0-9a-f]+) length=(0x[0-9a-f]+)\] type=(\d+)(?: \([^)]*\))?"
    r"(?: attr=(0x[0-9a-f]+))?$"
)

# What the BIOS pretends: the symbols that e820_rom.asm is assembled with.
MODES = {
    "normal": [],
    "short": ["MODE_SHORT"],  # answers 20 bytes
    "cf-end": ["MODE_CF_END"],  # ends with CF = 1, never with ebx = 0
    "clobber": ["MODE_CLOBBER"],  # destroys edx, esi, edi and ebp
    "smap-lost": ["MODE_SMAP_LOST"],  # loses the signature at entry --lose-at
    "huge": ["MODE_HUGE"],  # claims to have written 64 KiB
    "endless": ["MODE_ENDLESS"],  # starts over instead of ending
    "no-e820": ["MODE_NO_E820"],
    "no-e801": ["MODE_NO_E820", "NO_E801"],
    "no-map": ["MODE_NO_E820", "NO_E801", "NO_88"],
}


def parse_map(path):
    """The entries of a map file, as (base, length, type, attr)."""
    entries = []
    for number, line in enumerate(pathlib.Path(path).read_text().splitlines(), 1):
        line = line.split("#")[0].strip()
        if not line:
            continue
        match = LINE.match(line)
        if not match:
            sys.exit(f"{path}:{number}: not a BIOS-e820 line: {line}")
        base, length, kind, attr = match.groups()
        entries.append((int(base, 16), int(length, 16), int(kind), int(attr or "1", 16)))
    return entries


def symbols_of(options):
    """The -D arguments for nasm."""
    symbols = list(MODES[options.mode])
    if options.mode == "smap-lost":
        symbols.append(f"LOSE_AT={options.lose_at}")
    if options.no_lba:
        symbols.append("NO_LBA")
    if options.close_a20:
        symbols += ["HOOK_INT12", "CLOSE_A20"]
    if options.close_a20 == "no-bios":
        symbols.append("NO_A20")
    if options.int12 is not None:
        symbols += ["HOOK_INT12", f"INT12_KIB={options.int12}"]
    return [f"-D{symbol}" for symbol in dict.fromkeys(symbols)]


def assemble(entries, symbols):
    """The ROM image, its size and checksum made. E801h and 88h are left to the BIOS."""
    with tempfile.TemporaryDirectory() as folder:
        rom = pathlib.Path(folder) / "rom"
        subprocess.run(["nasm", "-f", "bin", "-w+error", *symbols, "-o", rom, SOURCE], check=True)
        image = bytearray(rom.read_bytes())
    image[-ANSWERS.size:] = ANSWERS.pack(len(entries), 0, 0, 0)
    for entry in entries:
        image += ENTRY.pack(*entry)
    image += bytes(512 - len(image) % 512)
    if len(image) > ROM_SIZE_MAX:
        sys.exit(f"{len(entries)} entries make a ROM of {len(image)} bytes: too large")
    image[2] = len(image) // 512
    image[-1] = -sum(image) & 0xFF
    return bytes(image)


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--map", help="file of BIOS-e820 lines; without it the map is empty")
    parser.add_argument("--mode", choices=MODES, default="normal", help="what the BIOS pretends")
    parser.add_argument("--lose-at", type=int, default=2, help="entry for smap-lost (default 2)")
    parser.add_argument("--no-lba", action="store_true", help="INT 13h has no extensions")
    parser.add_argument("--int12", type=int, help="KiB of conventional memory INT 12h gives")
    parser.add_argument(
        "--close-a20",
        choices=["yes", "no-bios"],
        help="INT 12h closes the A20 gate; no-bios: and INT 15h 2401h is refused",
    )
    parser.add_argument("-o", "--output", required=True, help="the ROM file to write")
    return parser.parse_args()


def main():
    options = parse_arguments()
    entries = parse_map(options.map) if options.map else []
    pathlib.Path(options.output).write_bytes(assemble(entries, symbols_of(options)))


if __name__ == "__main__":
    main()
