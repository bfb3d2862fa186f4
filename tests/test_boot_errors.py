"""Each failure of boot shows its code and one sentence on COM1, the screen and COM2, and halts."""

import re
import struct

import pytest

from machine import ROOT, BochsMachine, Config, QemuMachine
from machine.image import CYLINDER, Image, image_sum

CODE_AND_SENTENCE = re.compile(r"\b(E\d\d) ([^\r\n]{20,}\.)")


RDTSC, UNDEFINED, STC_RET = b"\x0f\x31", b"\x0f\x0b", b"\xf9\xc3"
NOP_INT_6 = b"\x90\xcd\x06"  # as long as the instruction before RDTSC
MOV_EAX_MAGIC = b"\xb8STRA"


def refusal(machine, timeout=60):
    """Wait for the code and sentence; both, after checking that all three places show the same."""
    machine.wait_for(CODE_AND_SENTENCE, timeout)
    machine.wait_quiet(0.3)
    code, sentence = CODE_AND_SENTENCE.search(machine.transcript()).groups()
    assert machine.running()
    record = machine.telemetry().records[-1]
    assert (record["t"], record["code"], record["text"]) == ("fail", code, sentence)
    screen = "".join(line.ljust(80) for line in machine.screen())
    assert f"{code} {sentence}" in screen
    return code, sentence


def boot_sector_refusal(machine, timeout=30):
    """The code of the boot sector, which has COM1 and the screen, and no room for the record."""
    machine.wait_for(CODE_AND_SENTENCE, timeout)
    machine.wait_quiet(0.3)
    code, sentence = CODE_AND_SENTENCE.search(machine.transcript()).groups()
    assert not machine.telemetry().records
    screen = "".join(line.ljust(80) for line in machine.screen())
    assert f"{code} {sentence}" in screen
    return code


def boot_image(tmp_path, change, floppy=False):
    """A machine whose image was changed by change(image)."""
    image = Image(floppy)
    change(image)
    path = tmp_path / "changed.img"
    image.write(path)
    return BochsMachine(Config(image=path, floppy=floppy))


def forget_rdtsc(image):
    """No back end has a processor without RDTSC, so exception 6 is made to come before it."""
    at = image.data.index(RDTSC, 512)
    image.data[at - len(NOP_INT_6) : at] = NOP_INT_6
    image.seal_loader()


def undefined_instruction(image):
    """Exception 6, at an instruction that no processor knows."""
    at = image.data.index(RDTSC, 512)
    image.data[at : at + len(RDTSC)] = UNDEFINED
    image.seal_loader()


def keep_a20_closed(image):
    """No back end keeps the gate closed against all methods, so the test finds it closed."""
    image.patch_loader("a20_test", STC_RET)


def mangle_magic(image):
    """Another loader than ours: stage2 passes another magic to the kernel."""
    at = image.data.index(MOV_EAX_MAGIC, 512, image.kernel_offset)
    image.data[at + 1] ^= 0xFF
    image.seal_loader()


def zero_stage2_end(image):
    """The last sector of stage2 never reached the disk."""
    end = image.kernel_offset
    image.data[end - 512 : end] = bytes(512)


def cut_kernel(image):
    """Half of the kernel never reached the disk."""
    start = image.kernel_offset + image.kernel_size() // 2
    image.data[start : image.kernel_offset + image.kernel_size()] = bytes(
        image.kernel_size() - image.kernel_size() // 2
    )


def flip_bit(image):
    image.data[image.kernel_offset + image.kernel_size() // 2] ^= 0x10


def remove_kernel(image):
    image.data[image.kernel_offset : image.kernel_offset + 512] = bytes(512)


def absurd_load_size(image):
    image.set_header("load_size", 0xFFFFFFF0)


def entry_outside(image):
    image.set_header("entry", 0x7C00)


def memory_smaller_than_load(image):
    image.set_header("memory_size", 512)


@pytest.mark.parametrize("floppy", [False, True], ids=["disk", "floppy"])
@pytest.mark.parametrize(
    "change, code",
    [
        (zero_stage2_end, "E11"),
        (forget_rdtsc, "E12"),
        (undefined_instruction, "E33"),
        (keep_a20_closed, "E20"),
        (remove_kernel, "E24"),
        (absurd_load_size, "E25"),
        (entry_outside, "E25"),
        (memory_smaller_than_load, "E25"),
        (cut_kernel, "E28"),
        (flip_bit, "E28"),
    ],
)
def test_damaged_image_is_refused(tmp_path, change, code, floppy):
    with boot_image(tmp_path, change, floppy) as machine:
        assert refusal(machine)[0] == code


def test_disk_that_ends_after_the_boot_sector_is_refused(tmp_path):
    """In QEMU: Bochs has no disk smaller than a cylinder."""
    path = tmp_path / "short.img"
    path.write_bytes(Image().data[:512])
    with QemuMachine(Config(image=path)) as machine:
        assert boot_sector_refusal(machine) == "E10"


def test_kernel_booted_by_another_loader_says_so(tmp_path):
    with boot_image(tmp_path, mangle_magic) as machine:
        machine.wait_for(r"K01[: ]+[^\r\n]{20,}")
        machine.wait_quiet(0.3)
        assert machine.telemetry().records[-1]["code"] == "K01"


def test_kernel_that_leaves_no_room_for_a_heap_is_refused(tmp_path):
    """It ends 24 KiB below KHEAP_MAX_ADDR: the bitmap would fit, nothing else."""
    image = Image()
    image.pad_kernel((7 << 20) - (24 << 10))
    path = tmp_path / "padded.img"
    image.write(path)
    with QemuMachine(Config(image=path)) as machine:
        machine.wait_for(r"K02[: ]+the layout leaves too little room after the kernel[^\r\n]{20,}")


def test_kernel_that_goes_on_past_the_end_of_the_disk_is_refused(tmp_path):
    def extend(image):
        image.set_header("load_size", 4 * CYLINDER)
        image.set_header("memory_size", 4 * CYLINDER)

    with boot_image(tmp_path, extend) as machine:
        code, sentence = refusal(machine)
        assert code == "E23" and "sector" in sentence


def test_image_truncated_to_its_first_cylinder_boots_or_says_why(tmp_path):
    def truncate(image):
        del image.data[CYLINDER:]

    image = Image()
    fits = image.kernel_offset + image.kernel_size() <= CYLINDER
    with boot_image(tmp_path, truncate) as machine:
        if fits:
            machine.wait_prompt()
        else:
            assert refusal(machine)[0] == "E23"


@pytest.mark.parametrize("machine_class", [BochsMachine, QemuMachine])
def test_kernel_padded_to_2_mib_boots(tmp_path, machine_class):
    image = Image()
    image.pad_kernel(2 << 20)
    path = tmp_path / "padded.img"
    image.write(path)
    with machine_class(Config(image=path)) as machine:
        machine.wait_prompt()
        machine.assert_sound()


def test_header_of_the_built_image_is_sealed():
    image = Image()
    kernel = bytearray(image.kernel())
    sealed = struct.unpack_from("<Q", kernel, Image.FIELDS["sum_low"])[0]
    struct.pack_into("<Q", kernel, Image.FIELDS["sum_low"], 0)
    assert image_sum(kernel) == sealed


def test_disk_image_is_whole_cylinders_and_floppy_is_1440_kib():
    assert (ROOT / "build" / "disk.img").stat().st_size % CYLINDER == 0
    assert (ROOT / "build" / "floppy.img").stat().st_size == 1440 * 1024


def test_every_code_of_the_loader_is_explained():
    sources = "".join(path.read_text() for path in sorted((ROOT / "boot").rglob("*.inc")))
    codes = set(re.findall(r"'([EW]\d\d) ?'", sources))
    document = (ROOT / "docs" / "boot-errors.md").read_text()
    assert codes and codes == set(re.findall(r"\b[EW]\d\d\b", document))
