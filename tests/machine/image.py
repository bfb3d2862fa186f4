"""A boot image in memory, to be damaged or enlarged; the built layout says where its parts lie."""

import re
import struct
import zlib
from pathlib import Path

from .config import ROOT, Config

SECTOR = 512
CYLINDER = 16 * 63 * SECTOR
HEADER_MAGIC = 0x4E524B53
WORD = 0xFFFFFFFF
START_SUM, REST_SUM = 0x5453, 0x32475453


def layout_constant(name: str) -> int:
    """A constant of the compiled layout."""
    text = (ROOT / "build" / "gen" / "layout.inc").read_text()
    return int(re.search(rf"^%define {name} (0x[0-9a-f]+)", text, re.MULTILINE).group(1), 16)


def loader_constant(name: str) -> int:
    """A constant that loader and kernel share."""
    text = (ROOT / "build" / "gen" / "offsets.inc").read_text()
    return int(re.search(rf"^%define {name} (0x[0-9a-f]+)$", text, re.MULTILINE).group(1), 16)


def turned_sum(data: bytes, size: int) -> int:
    """The sum of words of so many bytes that a seal completes."""
    bits, total = 8 * size, 0
    for at in range(0, len(data), size):
        total = (total << 1 | total >> (bits - 1)) & ((1 << bits) - 1)
        total = (total + int.from_bytes(data[at : at + size], "little")) & ((1 << bits) - 1)
    return total


def image_sum(data: bytes) -> int:
    """The sum of the kernel image in its header: two chained sums, the second is high."""
    odd = len(data) % 4
    first, second = int.from_bytes(data[len(data) - odd :], "little"), 0
    for (word,) in struct.iter_unpack("<I", data[: len(data) - odd]):
        first = (first & WORD) + (second >> 32) + word
        second = (second & WORD) + (first >> 32) + (first & WORD)
    first = (first & WORD) + (second >> 32)
    second = (second & WORD) + (first >> 32)
    return (second & WORD) << 32 | first & WORD


def symbol_address(name: str) -> int:
    """Where a symbol of the loader or the kernel lies."""
    text = (ROOT / "build" / "strata.sym").read_text()
    return int(re.search(rf"^([0-9a-f]+) {name}$", text, re.MULTILINE).group(1), 16)


class Image:
    """A copy of the built disk (or floppy) image: boot sector, stage2 slot, kernel."""

    FIELDS = {
        name: 4 * index
        for index, name in enumerate(
            "magic load_size memory_size entry text_start text_end text_crc "
            "sum_low sum_high".split()
        )
    }

    def __init__(self, floppy: bool = False):
        self.data = bytearray(Config(floppy=floppy).image_path().read_bytes())
        stage2 = layout_constant("STAGE2_END") - layout_constant("STAGE2")
        self.kernel_offset = SECTOR + stage2
        if self.header("magic") != HEADER_MAGIC:
            raise ValueError("the built image has no kernel where the layout says it is")

    def patch_loader(self, symbol: str, code: bytes) -> None:
        """Put other machine code at a symbol of stage2, and seal it again."""
        offset = symbol_address(symbol) - layout_constant("STAGE1")  # on disk as in memory
        self.data[offset : offset + len(code)] = code
        self.seal_loader()

    def seal_loader(self) -> None:
        """Make both sums of stage2 come out again after a change."""
        start_end = SECTOR * (1 + loader_constant("LOADER_START_SECTORS"))
        parts = [(SECTOR, start_end, 2, START_SUM), (start_end, self.kernel_offset, 4, REST_SUM)]
        for start, end, size, wanted in parts:
            self.data[end - size : end] = bytes(size)
            left = (wanted - turned_sum(self.data[start:end], size)) % (1 << 8 * size)
            self.data[end - size : end] = left.to_bytes(size, "little")

    def header(self, field: str) -> int:
        """A member of the kernel header."""
        return struct.unpack_from("<I", self.data, self.kernel_offset + self.FIELDS[field])[0]

    def set_header(self, field: str, value: int) -> None:
        """Change a member of the kernel header, sealing nothing."""
        struct.pack_into("<I", self.data, self.kernel_offset + self.FIELDS[field], value)

    def kernel_size(self) -> int:
        """Bytes of the kernel on disk."""
        return self.header("load_size")

    def kernel(self) -> bytes:
        """The kernel as it lies on disk."""
        return bytes(self.data[self.kernel_offset : self.kernel_offset + self.kernel_size()])

    def patch_kernel(self, address: int, code: bytes) -> None:
        """Put other machine code at an address of the kernel's text, and seal it again."""
        kernel = bytearray(self.kernel())
        base = layout_constant("KERNEL_OFFSET2")
        kernel[address - base : address - base + len(code)] = code
        text = kernel[self.header("text_start") - base : self.header("text_end") - base]
        struct.pack_into("<I", kernel, self.FIELDS["text_crc"], zlib.crc32(text))
        self._seal(kernel)

    def _seal(self, kernel: bytearray) -> None:
        """Take the kernel in place of the old one, with its checksum."""
        struct.pack_into("<Q", kernel, self.FIELDS["sum_low"], 0)
        struct.pack_into("<Q", kernel, self.FIELDS["sum_low"], image_sum(kernel))
        self.data[self.kernel_offset : self.kernel_offset + len(kernel)] = kernel

    def pad_kernel(self, size: int) -> None:
        """Enlarge the kernel to size bytes, seal it again, and the disk to whole cylinders."""
        kernel = bytearray(self.kernel()).ljust(size, b"\xa5")
        kernel_memory = max(size, self.header("memory_size"))
        struct.pack_into("<I", kernel, self.FIELDS["load_size"], size)
        struct.pack_into("<I", kernel, self.FIELDS["memory_size"], kernel_memory)
        del self.data[self.kernel_offset :]
        self._seal(kernel)
        self.data += bytes(-len(self.data) % CYLINDER)

    def write(self, path: Path) -> None:
        """Store the image."""
        path.write_bytes(self.data)
