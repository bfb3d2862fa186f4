"""Boot images of other people, made from what Debian packages hold.

The packages are not installed: they are downloaded and unpacked under build/others, once.
"""

import os
import shutil
import subprocess
from pathlib import Path

from machine.config import ROOT

FOLDER = ROOT / "build" / "others"
PACKAGES = [
    "grub-legacy",
    "grub-rescue-pc",
    "ipxe",
    "isolinux",
    "memtest86+",
    "syslinux",
    "syslinux-common",
]
TOOLS = {"apt-get": "apt", "mcopy": "mtools", "mkfs.fat": "dosfstools", "xorriso": "xorriso"}
FLOPPY_SIZE = 2880 * 512
TRACK = 63 * 512
CONFIGURATION = "DEFAULT menu.c32\nPROMPT 0\nTIMEOUT 10\nLABEL ipxe\nLINUX ipxe.lkrn\n"


def run(*command, **keywords):
    """A command that must succeed; what it prints is of interest only when it does not."""
    done = subprocess.run(command, capture_output=True, check=False, **keywords)
    if done.returncode != 0:
        raise OSError(f"{command[0]}: {done.stderr.decode(errors='replace')[-300:]}")


def unpack() -> Path:
    """The folder with the files of all packages. OSError says why there is none."""
    os.environ["PATH"] += ":/usr/sbin"
    for tool, package in TOOLS.items():
        if shutil.which(tool) is None:
            raise OSError(f"{tool} is not installed: apt install {package}")
    root = FOLDER / "root"
    if (FOLDER / "whole").exists():
        return root
    root.mkdir(parents=True, exist_ok=True)
    run("apt-get", "download", *PACKAGES, cwd=FOLDER)
    for archive in FOLDER.glob("*.deb"):
        run("dpkg", "-x", archive, root)
    (FOLDER / "whole").touch()
    return root


def plain(path: str):
    """A file of a package, as it is."""
    return lambda root, folder: (root / path).resolve()


def fat(image: Path, size: int, root: Path, configuration: str, extra=()):
    """A FAT file system with SYSLINUX on it."""
    modules = root / "usr/lib/syslinux/modules/bios"
    image.write_bytes(bytes(size))
    run("mkfs.fat", "-F", "12" if size == FLOPPY_SIZE else "16", image)
    configured = image.with_suffix(".cfg")
    configured.write_text(configuration)
    run("mcopy", "-i", image, configured, "::syslinux.cfg")
    files = [modules / name for name in ("ldlinux.c32", "libcom32.c32", "libutil.c32", "menu.c32")]
    for file in [*files, *extra]:
        run("mcopy", "-i", image, file, "::")
    run(root / "usr/bin/syslinux", "--install", image)


def syslinux_floppy(root: Path, folder: Path) -> Path:
    """SYSLINUX with its menu, which then boots iPXE."""
    image = folder / "syslinux.img"
    fat(image, FLOPPY_SIZE, root, CONFIGURATION, [root / "boot/ipxe.lkrn"])
    return image


def syslinux_disk(root: Path, folder: Path) -> Path:
    """A master boot record, and SYSLINUX in the first partition."""
    image, part = folder / "disk.img", folder / "part.img"
    fat(part, 32 << 20, root, CONFIGURATION, [root / "boot/ipxe.lkrn"])
    record = bytearray((root / "usr/lib/syslinux/mbr/mbr.bin").read_bytes().ljust(512, b"\0"))
    start = 63
    record[446:462] = (
        bytes([0x80, 1, 1, 0, 6, 15, 63, 64])
        + start.to_bytes(4, "little")
        + (part.stat().st_size // 512).to_bytes(4, "little")
    )
    record[510:512] = b"\x55\xaa"
    content = bytearray(part.read_bytes())
    content[0x1C:0x20] = start.to_bytes(4, "little")  # hidden sectors
    content[0x18:0x1C] = (63).to_bytes(2, "little") + (16).to_bytes(2, "little")
    image.write_bytes(bytes(record) + bytes(TRACK - 512) + bytes(content))
    return image


def memdisk_floppy(root: Path, folder: Path) -> Path:
    """SYSLINUX boots memdisk, which boots GRUB legacy's floppy out of memory."""
    inner = grub_legacy(root, folder)
    small = folder / "inner.img"
    image = folder / "memdisk.img"
    lines = ["DEFAULT memdisk", "LABEL memdisk", "KERNEL memdisk", "INITRD inner.img"]
    words = "\n".join([*lines, "APPEND floppy c=4 h=2 s=18", ""])
    small.write_bytes(inner.read_bytes()[: 4 * 2 * 18 * 512])
    fat(image, FLOPPY_SIZE, root, words, [root / "usr/lib/syslinux/memdisk", small])
    return image


def grub_legacy(root: Path, folder: Path) -> Path:
    """GRUB 0.97: its two stages, one after the other."""
    image = folder / "legacy.img"
    stages = next((root / "usr/lib/grub").glob("*-pc/stage1")).parent
    both = (stages / "stage1").read_bytes() + (stages / "stage2").read_bytes()
    image.write_bytes(both.ljust(FLOPPY_SIZE, b"\0"))
    return image


def isolinux(root: Path, folder: Path) -> Path:
    """ISOLINUX on a CD-ROM, which boots iPXE."""
    tree = folder / "tree"
    tree.mkdir()
    modules = root / "usr/lib/syslinux/modules/bios"
    for file in (
        root / "usr/lib/ISOLINUX/isolinux.bin",
        root / "boot/ipxe.lkrn",
        *(modules / name for name in ("ldlinux.c32", "libcom32.c32", "libutil.c32", "menu.c32")),
    ):
        shutil.copy(file, tree)
    (tree / "isolinux.cfg").write_text(CONFIGURATION)
    image = folder / "isolinux.iso"
    boot = ["-b", "isolinux.bin", "-c", "boot.cat", "-no-emul-boot", "-boot-load-size", "4"]
    run("xorriso", "-as", "mkisofs", "-o", image, *boot, "-boot-info-table", tree)
    return image


RESCUE = "usr/lib/grub-rescue/grub-rescue-"
MEMTEST = "usr/lib/memtest86+/memtest86+"

# How each image is made, and what memviz observe must be told to run it.
IMAGES = {
    "grub-floppy": (plain(RESCUE + "floppy.img"), ["--floppy"]),
    "grub-cdrom": (plain(RESCUE + "cdrom.iso"), []),
    "memtest-32": (plain(MEMTEST + "ia32.iso"), []),
    "memtest-64": (plain(MEMTEST + "x64.iso"), []),
    "ipxe": (plain("usr/lib/ipxe/ipxe.iso"), []),
    "syslinux-floppy": (syslinux_floppy, ["--floppy"]),
    "syslinux-disk": (syslinux_disk, []),
    "memdisk": (memdisk_floppy, ["--floppy"]),
    "grub-legacy": (grub_legacy, ["--floppy"]),
    "isolinux": (isolinux, []),
}
