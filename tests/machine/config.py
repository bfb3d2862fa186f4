"""What a machine is made of."""

from dataclasses import dataclass
from pathlib import Path
from typing import Optional, Tuple

ROOT = Path(__file__).resolve().parents[2]

BOCHS_BIOS = {
    "latest": "/usr/share/bochs/BIOS-bochs-latest",
    "legacy": "/usr/share/bochs/BIOS-bochs-legacy",
    "seabios": "/usr/share/seabios/bios.bin",
}


@dataclass(frozen=True)
class Config:
    """One machine. Memory in MiB; what a back end cannot do is ignored by none: it raises."""

    megs: int = 128
    split: Optional[Tuple[int, int]] = None  # Bochs only: (guest, host), the host part allocated
    image: Optional[Path] = None  # default: the built hard disk or floppy
    floppy: bool = False
    bios: str = "latest"  # Bochs only: a key of BOCHS_BIOS
    board: str = "pc"  # QEMU only: pc or q35
    accel: str = "tcg"  # QEMU only: tcg or kvm
    option_rom: Optional[Path] = None
    ips: int = 50_000_000  # Bochs only: instructions a virtual second
    sync: str = "none"  # Bochs only: none is fast and repeatable, slowdown follows the wall clock
    script: str = "c\n"  # Bochs only: the commands its debugger gets at power-on
    extra: Tuple[str, ...] = ()  # further bochsrc lines, or QEMU arguments

    def image_path(self) -> Path:
        """The image to boot from, as given or as built."""
        if self.image is not None:
            return Path(self.image)
        return ROOT / "build" / ("floppy.img" if self.floppy else "disk.img")


def seabios(**members) -> Config:
    """A Bochs machine with SeaBIOS in place of its own BIOS."""
    return Config(bios="seabios", **members)
