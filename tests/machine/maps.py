"""The e820 maps of tests/data/e820, and the text form that the shell prints."""

import re
import subprocess
from pathlib import Path
from typing import Iterable, List, Tuple

from .config import ROOT

Entry = Tuple[int, int, int]

MAPS = ROOT / "tests" / "data" / "e820"
LINE = re.compile(
    r"^(?P<prefix>[\w-]+): \[base=0x(?P<base>[0-9a-f]{16}) length=0x(?P<length>[0-9a-f]{16})\] "
    r"type=(?P<type>\d+) \((?P<name>\w+)\)(?: attr=0x[0-9a-f]+.*)?$"
)
NAMES = {1: "free", 2: "reserved", 3: "acpi", 4: "nvs", 5: "unusable"}
MIB = 1 << 20


def map_path(name: str) -> Path:
    """The raw file of the named map, real or made up."""
    found = [folder / f"{name}.txt" for folder in (MAPS / "corpus", MAPS / "adversarial")]
    return next(path for path in found if path.exists())


def map_lines(path: Path) -> List[str]:
    """The entry lines of a file, comments left out."""
    return [line for line in path.read_text().splitlines() if line and not line.startswith("#")]


def parse_line(line: str) -> Entry:
    """(base, length, type) of one line."""
    match = LINE.match(line)
    if match is None:
        raise ValueError(f"not an e820 line: {line!r}")
    return int(match["base"], 16), int(match["length"], 16), int(match["type"])


def format_entry(prefix: str, entry: Entry) -> str:
    """The line for an entry, as the shell prints it."""
    base, length, kind = entry
    name = NAMES.get(kind, "unknown")
    return f"{prefix}: [base=0x{base:016x} length=0x{length:016x}] type={kind} ({name})"


def write_rom(folder: Path, entries: Iterable[Entry]) -> Path:
    """An option ROM in the folder that answers INT 15h E820 with the entries; its path."""
    source, rom = folder / "map.txt", folder / "e820.rom"
    source.write_text("".join(format_entry("BIOS-e820", entry) + "\n" for entry in entries))
    command = [str(ROOT / "build" / "memviz"), "e820", "--rom", str(rom), str(source)]
    subprocess.run(command, check=True, timeout=20)
    return rom


def raw_map(name: str) -> List[Entry]:
    """The entries of the named map, in the BIOS's order."""
    return [parse_line(line) for line in map_lines(map_path(name))]


def clean_map(name: str) -> List[Entry]:
    """What the named map must clean to."""
    path = map_path(name)
    return [parse_line(line) for line in map_lines(path.with_name(f"{name}.clean.txt"))]


def ram_end(entries: List[Entry]) -> int:
    """Where the highest type 1 range below 4 GiB ends."""
    return max((b + n for b, n, kind in entries if kind == 1 and b < 1 << 32), default=0)


def real_raw_maps(ram_mib: int) -> List[str]:
    """Names of maps as real firmware hands them out, whose RAM a machine of so many MiB has."""
    names = []
    for line in (MAPS / "corpus-index.tsv").read_text().splitlines()[1:]:
        name, state = line.split("\t")[:2]
        if state == "raw" and 0 < ram_end(raw_map(name)) <= ram_mib * MIB:
            names.append(name)
    return names
