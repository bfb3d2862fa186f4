"""Each image of the gallery is diagnosed in the one line that README.md promises."""

import re
import subprocess
import sys

import pytest

from gallery import MISTAKES, Variant, promises
from gallery.__main__ import diagnosis
from gallery.build import replace_once
from gallery.mistakes import FORMAT_FILL
from machine import ROOT, BochsMachine
from machine.image import SECTOR, Image, image_sum
from test_boot_errors import refusal

BY_NAME = {mistake.name: mistake for mistake in MISTAKES}
NUMBER = re.compile(r"0x([0-9a-f]{8})")


def say(name, folder):
    """The line with which the boot of a mistake ends, the same on COM1, COM2 and the screen."""
    variant = Variant(BY_NAME[name], folder / name).build()
    if variant.mistake.by_stage1:
        return diagnosis(variant)
    with BochsMachine(variant.machine()) as machine:
        return " ".join(refusal(machine))


def test_readme_promises_a_line_for_each_mistake():
    assert list(promises()) == [mistake.name for mistake in MISTAKES]
    assert len(MISTAKES) >= 16


@pytest.mark.parametrize("name", [name for name in BY_NAME if BY_NAME[name].only_built])
def test_mistake_of_the_layout_is_named_by_the_build(tmp_path, name):
    [line] = Variant(BY_NAME[name], tmp_path / name).build().build_refusals()
    assert re.fullmatch(promises()[name], line), line


@pytest.mark.parametrize("name", [name for name in BY_NAME if not BY_NAME[name].only_built])
def test_mistake_is_named_as_promised(tmp_path, name):
    line = say(name, tmp_path)
    assert re.fullmatch(promises()[name], line), line


def test_sums_of_the_short_kernel_are_those_of_its_image(tmp_path):
    line = say("kernel-short", tmp_path)
    image = Image()
    sealed = image.header("sum_high") << 32 | image.header("sum_low")
    image.set_header("sum_low", 0)
    image.set_header("sum_high", 0)
    kernel = bytearray(image.kernel())
    last = (len(kernel) - 1) // SECTOR * SECTOR
    kernel[last:] = FORMAT_FILL * (len(kernel) - last)
    high, low, wanted_high, wanted_low = [int(digits, 16) for digits in NUMBER.findall(line)]
    assert (high << 32 | low, wanted_high << 32 | wanted_low) == (image_sum(kernel), sealed)


@pytest.mark.parametrize(
    "name, pairs",
    [
        ("load-over-stage1", ["REAL_STACK", "STAGE1", "STAGE2"]),
        ("stack-in-buffer", ["REAL_STACK"]),
    ],
)
def test_layout_mistake_is_refused_by_the_build_too(tmp_path, name, pairs):
    lines = Variant(BY_NAME[name], tmp_path / name).build().build_refusals()
    named = [re.match(r"docs/layout.md:\d+: KERNEL_OFFSET1 \S+ overlaps (\w+) ", x) for x in lines]
    assert [match[1] for match in named] == pairs


def test_stack_of_the_mistake_lies_in_its_buffer(tmp_path):
    start, end, sp = (int(x, 16) for x in NUMBER.findall(say("stack-in-buffer", tmp_path)))
    assert start <= sp < end


def test_loader_without_a_mistake_boots_when_built_the_same_way(tmp_path):
    """What the gallery shows comes from the mistakes, not from the way its images are made."""
    sound = type(MISTAKES[0])("sound", "no mistake", map_entries=200)
    with BochsMachine(Variant(sound, tmp_path / "sound").build().machine()) as machine:
        machine.wait_prompt()
        machine.assert_sound()


def test_mistake_that_no_longer_fits_the_sources_is_noticed(tmp_path):
    source = tmp_path / "some.inc"
    source.write_text("        nop\n        nop\n")
    for pattern in ("hlt", "nop"):
        with pytest.raises(ValueError, match="where one was due"):
            replace_once(source, pattern, "")


def test_unknown_name_is_refused_with_the_known_ones():
    command = [sys.executable, "-B", "-m", "gallery", "nonesuch"]
    result = subprocess.run(command, cwd=ROOT / "tests", capture_output=True, text=True)
    assert result.returncode == 2
    assert "nonesuch" in result.stderr and "a20-closed" in result.stderr
