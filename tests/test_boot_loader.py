"""The loader on media and with damage that real PCs have; each boots, or is named in one line."""

import re
import subprocess

import pytest

from gallery.build import Variant
from gallery.mistakes import Mistake
from machine import BochsMachine, Config, QemuMachine
from machine.image import SECTOR, Image, loader_constant
from test_boot_errors import boot_sector_refusal, refusal

ENDS = r"\b[EK]\d\d [^\r\n]{20,}|strata> $"
BPB = slice(3, 62)
PARTITION = 446
ACTIVE = 0x80
# The disk as a USB stick: no other disk is there, and SeaBIOS finds this one.
USB = ("-device", "usb-ehci,id=ehci", "-device", "usb-storage,bus=ehci.0,drive=stick,bootindex=1")
# A boot sector that does what a boot manager does: it moves away, loads the first sector of the
# partition that begins at sector 64 to 0x7c00 and jumps there.
CHAIN = """
org 0x600
bits 16
        xor ax, ax
        mov ss, ax
        mov sp, 0x7c00
        mov ds, ax
        mov es, ax
        mov si, 0x7c00
        mov di, 0x600
        mov cx, 256
        cld
        rep movsw
        jmp 0:moved
moved:  mov si, packet
        mov ah, 0x42
        int 0x13
        jmp 0:0x7c00
packet: db 16, 0
        dw 1, 0x7c00, 0
        dq 64
        times 510 - ($ - $$) db 0
        dw 0xaa55
"""


def overwrite_parameter_block(image):
    """What a BIOS may write that takes the boot sector for one of a DOS volume."""
    image.data[BPB] = bytes(range(0xC3, 0xC3 + 59))


def image_with(folder, change, floppy=False):
    """The path of an image that was changed."""
    image = Image(floppy)
    change(image)
    path = folder / "changed.img"
    image.write(path)
    return path


@pytest.mark.parametrize("bios", ["latest", "legacy", "seabios"])
@pytest.mark.parametrize("floppy", [False, True], ids=["disk", "floppy"])
def test_boots_with_its_parameter_block_overwritten(tmp_path, bios, floppy):
    path = image_with(tmp_path, overwrite_parameter_block, floppy)
    with BochsMachine(Config(image=path, floppy=floppy, bios=bios)) as machine:
        machine.wait_prompt()


@pytest.mark.parametrize("megs", [4, 6144])
@pytest.mark.parametrize("board", ["pc", "q35"])
def test_boots_from_a_usb_stick(tmp_path, board, megs):
    path = image_with(tmp_path, overwrite_parameter_block)
    stick = ("-drive", f"if=none,id=stick,format=raw,file={path}")
    with UsbMachine(Config(image=path, board=board, megs=megs, extra=stick + USB)) as machine:
        machine.wait_prompt()
        machine.assert_sound()


class UsbMachine(QemuMachine):
    """A QEMU machine whose only disk is a USB stick."""

    def arguments(self):
        line = super().arguments()
        drive = line.index("-drive")  # the first is the IDE disk of other machines
        return line[:drive] + line[drive + 4 :]


def test_disk_image_has_one_active_partition_and_a_floppy_none():
    table = Image().data[PARTITION : PARTITION + 64]
    assert table[0] == ACTIVE and not any(table[16:])
    assert not any(Image(floppy=True).data[PARTITION : PARTITION + 64])
    for floppy in (False, True):
        assert Image(floppy).data[:1] + Image(floppy).data[2:3] == b"\xeb\x90"
        assert not any(Image(floppy).data[BPB])


def test_image_written_into_a_partition_is_told_to_begin_at_sector_0(tmp_path):
    (tmp_path / "chain.asm").write_text(CHAIN)
    sector = tmp_path / "chain.bin"
    subprocess.run(["nasm", "-f", "bin", "-o", sector, tmp_path / "chain.asm"], check=True)
    path = tmp_path / "partition.img"
    path.write_bytes(sector.read_bytes() + bytes(63 * SECTOR) + Image().data)
    with QemuMachine(Config(image=path)) as machine:
        assert boot_sector_refusal(machine) == "E11"
        assert "from sector 0 of the disk" in machine.transcript()


def spread_bits():
    """A bit in each sector of stage2, at other places in each, and the two seals."""
    sectors = range(SECTOR, Image().kernel_offset, SECTOR)
    bits = [8 * start + 1009 * index % (8 * SECTOR) for index, start in enumerate(sectors, 1)]
    seal = SECTOR * (1 + loader_constant("LOADER_START_SECTORS")) - 1
    return [*bits, 8 * seal + 3, 8 * Image().kernel_offset - 1]


def assert_damage_is_named(image, path):
    """The machine ends in E11, be it of the boot sector or of START."""
    image.write(path)
    with QemuMachine(Config(image=path, megs=16)) as machine:
        assert re.search(r"\b[EK]\d\d|strata>", machine.wait_for(ENDS))[0] == "E11"


def test_a_flipped_bit_in_any_sector_of_stage2_is_named(tmp_path):
    for bit in spread_bits():
        image = Image()
        image.data[bit // 8] ^= 1 << bit % 8
        assert_damage_is_named(image, tmp_path / "flipped.img")


def test_sectors_that_changed_places_are_noticed(tmp_path):
    start = SECTOR * (1 + loader_constant("LOADER_START_SECTORS"))
    for first in (SECTOR, start):
        image = Image()
        one, two = slice(first, first + SECTOR), slice(first + SECTOR, first + 2 * SECTOR)
        image.data[one], image.data[two] = image.data[two], image.data[one]
        assert_damage_is_named(image, tmp_path / "swapped.img")


def before(place, *instructions):
    """The change that puts instructions in front of a line of NASM source."""
    return place, "".join(f"        {line}\n" for line in instructions) + place


def after(place, *instructions):
    """The change that puts them after it."""
    return place, place + "".join(f"        {line}\n" for line in instructions)


A20 = "a20_open:\n"
REPORT = "        call    map_report\n"
LOAD = "        call    kernel_load\n"
FAIL_A20 = ("mov si, message_a20", "jmp fail")
START = "        mov     esp, ecx\n"
JUMP = "        jmp     ecx\n"
ENTRY = "mov     ecx, [KERNEL_HEADER + KERNEL_HEADER_ENTRY]"
# What is wrong: the file, the change, and what must be reported of it.
PLANTED = {
    "division by zero": (
        "a20.inc",
        after(A20, "xor bl, bl", "div bl"),
        r"E33 exception 0x0{8} \(divide error\) at \S+ \(a20_open\+0x00000002\), .*step 0x00000002",
    ),
    "instruction that no processor knows": (
        "stage2.asm",
        before(REPORT, "ud2"),
        r"E33 exception 0x00000006 \(invalid opcode\) at \S+ \(stage2_main\+.* step 0x00000003",
    ),
    "jump into the painted stack": (
        "stage2.asm",
        before(REPORT, "mov ax, 0x7000", "jmp ax"),
        r"E33 exception .* in boot step 0x00000003",
    ),
    "segments of 64 KiB for the copy": (
        "flat.inc",
        ("mov     bx, GDT_DATA_FLAT", "mov     bx, GDT_DATA_REAL"),
        r"E33 exception 0x0000000d \(general protection\) at \S+ \(kernel_copy\+.*step 0x00000004",
    ),
    "failure with a wrong es and the direction down": (
        "a20.inc",
        after(A20, "mov ax, 0xb000", "mov es, ax", "std", *FAIL_A20),
        r"E20 the A20 gate stays closed",
    ),
    "failure with a stack in the firmware": (
        "a20.inc",
        after(A20, "mov ax, 0xf000", "mov ss, ax", *FAIL_A20),
        r"E20 the A20 gate stays closed",
    ),
    "stack pointer above its row": (
        "stage2.asm",
        before(LOAD, "mov sp, 0xa000"),
        r"E35 the stack pointer 0x00009ff. is outside its row 0x00006000-0x00007c00\.",
    ),
    "descriptor table one too short": (
        "gdt.inc",
        ("gdt_end - gdt - 1 ", "gdt_end - gdt - 9 "),
        r"E33 exception 0x0000000d \(general protection\) at .*error code 0x00000020,",
    ),
    "far jump with the data selector": (
        "protected.inc",
        ("jmp     GDT_CODE_FLAT:", "jmp     GDT_DATA_FLAT:"),
        r"E33 exception 0x0000000d \(general protection\) at .*error code 0x00000010, ",
    ),
    "data segments past the table": (
        "protected.inc",
        ("mov     ax, GDT_DATA_FLAT\n", "mov     ax, GDT_DATA_FLAT + 0x40\n"),
        r"E33 exception 0x0000000d \(general protection\) at .*error code 0x00000050, ",
    ),
    "code segment of 16 bits": (
        "gdt.inc",
        ("GDT_CODE_ACCESS, GDT_FLAT", "GDT_CODE_ACCESS, GDT_PAGES"),
        "E45 the code segment of protected mode ",
    ),
    "data segment with a base": (
        "gdt.inc",
        ("gdt_entry 0, 0xfffff, GDT_DATA_ACCESS", "gdt_entry 0x10000, 0xfffff, GDT_DATA_ACCESS"),
        "E37 a push does not arrive at 0x0008fffc, the top of the stack: found 0x",
    ),
    "ss that is not loaded": (
        "protected.inc",
        ("        mov     ss, ax\n", ""),
        r"E37 a push does not arrive at 0x0008fffc, ",
    ),
    "division by zero in protected mode": (
        "protected.inc",
        after(START, "xor ecx, ecx", "div ecx"),
        r"E33 exception 0x00000000 \(divide error\) at .*\(protected_enter\+",
    ),
    "kernel that begins with an instruction that none knows": (
        "protected.inc",
        before(JUMP, "mov word [ecx], 0x0b0f"),
        r"E33 exception 0x00000006 \(invalid opcode\) at 0x00100040 \(kernel\+.* step 0x00000005",
    ),
    "jump through the size of the image": (
        "protected.inc",
        (ENTRY, ENTRY.replace("ENTRY", "LOAD_SIZE")),
        r"E41 the kernel would be entered at 0x000\w{5}, but its header says 0x00100040",
    ),
    "interrupts on in the last switch": (
        "protected.inc",
        ("        cli                         ; for good", "        sti                         ;"),
        r"E36 interrupts are on before the switch",
    ),
    "interrupts on in the switch for a copy": (
        "flat.inc",
        ("        cli ", "        nop "),
        r"E36 interrupts are on before the switch",
    ),
    "interrupts on later": (
        "protected.inc",
        before(JUMP, "sti", "jmp $"),
        r"E34 interrupt line 0x00000000 came in protected mode at .* in boot step 0x00000005",
    ),
    "copy with 16-bit addresses": (
        "kernel.inc",
        ("a32 rep movsd", "rep movsd"),
        r"E40 the kernel has not arrived at 0x00100000: found 0x00000000 in place of 0x4e524b53",
    ),
    "vector of the video BIOS written over": (
        "stage2.asm",
        before(LOAD, "mov dword [0x10 * 4], 0x12345678"),
        r"E39 the interrupt vectors have been overwritten",
    ),
    "write to the low end of the stack": (
        "stage2.asm",
        before(LOAD, "mov dword [REAL_STACK + 8], 0x12345678"),
        r"E38 the real-mode stack has reached its low end: 0x12345678 at 0x00006008 ",
    ),
    "write after the map": (
        "e820.inc",
        after("e820_read:\n", "mov word [GUARD_MAP], 0x1234"),
        r"E43 the word after the map at 0x0000ac60 is 0x7e111234, though only 0x00000006 entries",
    ),
    "kernel read from the wrong sector": (
        "kernel.inc",
        ("dd KERNEL_LBA ", "dd KERNEL_LBA + 3 "),
        r"E24 no kernel at sector 0x00000015 of the disk \(found 0x\w{8}\)",
    ),
    "kernel asked for past the end of the disk": (
        "kernel.inc",
        ("dd KERNEL_LBA ", "dd 0x7000000 "),
        r"E23 disk read failed at sector 0x07000000 \(BIOS status 0x000000..\)",
    ),
}


def planted(folder, *changes):
    """A machine that boots the loader with changes (file of stage2, (old, new)) made to it."""
    edits = tuple((f"boot/stage2/{file}", old, new) for file, (old, new) in changes)
    return BochsMachine(Variant(Mistake("", "", edits=edits), folder / "variant").build().machine())


@pytest.mark.parametrize("name", PLANTED)
def test_planted_mistake_is_named(tmp_path, name):
    file, change, said = PLANTED[name]
    with planted(tmp_path, (file, change)) as machine:
        line = " ".join(refusal(machine))
        assert re.match(said, line), line


def test_failure_of_the_failure_path_ends_in_a_character(tmp_path):
    send = "        mov     si, fail_line_end"
    changes = [("fail.inc", before(send, "ud2")), ("stage2.asm", before(REPORT, "ud2"))]
    with planted(tmp_path, *changes) as machine:
        machine.wait_for("!$", 30)
        machine.wait_quiet(0.3)
        assert re.search(r"E33 .*\.!$", machine.transcript())
        assert machine.screen()[0].startswith("!")
        assert machine.running()
