"""What mkimage says and writes; its work on bytes is tested in tools/image_test.c."""

import pathlib
import struct
import subprocess

from machine.image import image_sum

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / "build"
STAGES = [BUILD / "boot/stage1.bin", BUILD / "boot/stage2.bin"]
STUB = BUILD / "boot_stub/stub.bin"
KERNEL_OFFSET_ON_DISK = 18 * 512


def mkimage(*arguments):
    return subprocess.run(
        [BUILD / "mkimage", *map(str, arguments)], capture_output=True, text=True, check=False
    )


def test_help_goes_to_stdout_and_succeeds():
    result = mkimage("--help")
    assert result.returncode == 0
    assert "--pad-kernel" in result.stdout
    assert result.stderr == ""


def test_missing_arguments_get_the_usage():
    result = mkimage("--disk", "x")
    assert result.returncode == 2
    assert "usage:" in result.stderr


def test_a_missing_file_is_named(tmp_path):
    result = mkimage("--disk", tmp_path / "d", *STAGES, tmp_path / "nothing.bin")
    assert result.returncode == 1
    assert "nothing.bin" in result.stderr
    assert not (tmp_path / "d").exists()


def test_stages_in_the_wrong_order_are_refused(tmp_path):
    result = mkimage("--disk", tmp_path / "d", STAGES[1], STAGES[0], STUB)
    assert result.returncode == 1
    assert "stage2.bin: stage1 is" in result.stderr


def test_a_kernel_too_large_for_a_floppy_is_refused(tmp_path):
    result = mkimage("--floppy", tmp_path / "f", "--pad-kernel", "2M", *STAGES, STUB)
    assert result.returncode == 1
    assert "floppy" in result.stderr
    assert not (tmp_path / "f").exists()


def test_padding_that_is_no_number_is_refused(tmp_path):
    for size in ("abc", "-1", "12X", "", "99999M"):
        result = mkimage("--disk", tmp_path / "d", "--pad-kernel", size, *STAGES, STUB)
        assert result.returncode == 1, size
        assert "--pad-kernel" in result.stderr


def test_images_have_their_sizes_and_a_sealed_kernel(tmp_path):
    disk, floppy = tmp_path / "d", tmp_path / "f"
    result = mkimage("--disk", disk, "--floppy", floppy, "--pad-kernel", "100K", *STAGES, STUB)
    assert result.returncode == 0, result.stderr
    assert floppy.stat().st_size == 1474560
    assert disk.stat().st_size % (16 * 63 * 512) == 0
    kernel = bytearray(disk.read_bytes()[KERNEL_OFFSET_ON_DISK:][: 100 << 10])
    _, load_size, memory_size, *_, low, high = struct.unpack("<9I", kernel[:36])
    assert load_size == 100 << 10
    assert memory_size >= load_size
    kernel[28:36] = bytes(8)
    assert image_sum(kernel) == high << 32 | low
