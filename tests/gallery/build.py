"""Makes the image of a mistake: the loader's sources with the mistake put in, assembled."""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import List, Optional

from machine import ROOT, Config
from machine.image import Image
from machine.maps import MIB, format_entry

from .mistakes import Mistake

BUILD = ROOT / "build"
GENERATED = ("layout.inc", "offsets.inc")
FREE, RESERVED = 1, 2


def replace_once(path: Path, pattern: str, new: str) -> None:
    """Replace what the expression matches: one place, or the mistake no longer fits the sources."""
    text, count = re.subn(pattern, lambda _: new, path.read_text(), flags=re.MULTILINE)
    if count != 1:
        raise ValueError(f"{path}: {count} places match {pattern!r} where one was due")
    path.write_text(text)


class Variant:
    """A mistake carried out in a folder of its own."""

    def __init__(self, mistake: Mistake, folder: Path):
        self.mistake = mistake
        self.folder = folder
        self.image = folder / "disk.img"

    def build(self) -> "Variant":
        """Everything from the sources on; what an earlier build left is removed."""
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(ROOT / "boot", self.folder / "boot")
        for folder, names in {"gen": GENERATED, "docs": ("layout.md",)}.items():
            (self.folder / folder).mkdir()
            source = BUILD / "gen" if folder == "gen" else ROOT / folder
            for name in names:
                shutil.copy(source / name, self.folder / folder)
        for name, old, new in self.mistake.edits:
            replace_once(self.folder / name, re.escape(old), new)
        self._change_layout()
        if self.mistake.only_built:
            return self
        self._force_constants()
        self._assemble()
        if self.mistake.damage is not None:
            image = Image()  # such a mistake has the loader as it is
            self.mistake.damage(image)
            image.write(self.image)
        return self

    def _change_layout(self) -> None:
        """The rows of the document."""
        document = self.folder / "docs" / "layout.md"
        for symbol, (start, end, size) in self.mistake.rows.items():
            row = rf"^\| \w+ \| \w+ \| (`{symbol}` \|.*\|) [^|]* \|$"
            rest = re.search(row, document.read_text(), re.MULTILINE)[1]
            replace_once(document, row, f"| {start:#x} | {end:#x} | {rest} {size} |")

    def _force_constants(self) -> None:
        """The constants that the layout compiler would refuse to make of them."""
        constants = self.folder / "gen" / "layout.inc"
        for symbol, (start, end, _) in self.mistake.rows.items():
            for name, value in {symbol: start, f"{symbol}_END": end}.items():
                replace_once(constants, rf"^%define {name} .*$", f"%define {name} {value:#x}")

    def _assemble(self) -> None:
        for stage in ("stage1", "stage2"):
            source = f"boot/{stage}/{stage}.asm"
            command = ["nasm", "-f", "bin", "-w+error", "-I./", "-Igen/"]
            command += [f"-DMAP_FILE={stage}.map", "-o", f"{stage}.bin", source]
            subprocess.run(command, cwd=self.folder, check=True)
        stages = [self.folder / "stage1.bin", self.folder / "stage2.bin"]
        command = [BUILD / "mkimage", "--disk", self.image, *stages, BUILD / "kernel/kernel.bin"]
        subprocess.run(command, check=True)

    def build_refusals(self) -> List[str]:
        """What the layout compiler says of the document: a line a collision."""
        command = [BUILD / "layoutc", "--out", "gen", "docs/layout.md"]
        if not self.mistake.rows:
            return []
        result = subprocess.run(command, cwd=self.folder, capture_output=True, text=True)
        return result.stderr.splitlines()

    def _rom(self) -> Optional[Path]:
        """The BIOS that brings the mistake out."""
        count = self.mistake.map_entries
        if count == 0:
            return None
        entries = [(0, 0x9F000, FREE), (MIB, 127 * MIB, FREE)]
        entries += [(0xE0000000 + i * 0x2000, 0x1000, RESERVED) for i in range(count - 2)]
        source, rom = self.folder / "map.txt", self.folder / "bios.rom"
        source.write_text("".join(format_entry("BIOS-e820", entry) + "\n" for entry in entries))
        command = [sys.executable, "-B", ROOT / "tests/optrom/mkrom.py", "--map", source, "-o", rom]
        subprocess.run([*command, *self.mistake.rom_options], check=True)
        return rom

    def machine(self) -> Config:
        """The machine that boots it."""
        return Config(image=self.image, option_rom=self._rom())
