"""memviz observe names the mistake of each image of the gallery; STRATA_SOAK=1 runs them."""

import os

import pytest

from gallery import MISTAKES, Variant
from machine.config import ROOT
from observation import observe

# What the first line must mention: the rule, then the row, the code or the place.
EXPECTED = {
    "kernel-short": ["gave up", "E28"],
    "stage2-short": ["gave up", "E11"],
    "load-over-stage1": ["layout", "KERNEL_OFFSET1 (0x1000-0x8800)"],
    "stack-in-buffer": ["layout", "KERNEL_OFFSET1 (0x1000-0x6000), which is no stack"],
    "stage2-bit": ["gave up", "E11"],
    "stack-pointer-zero": ["layout", "0xfffe, which is in no row"],
    "stack-over-loader": ["layout", "STAGE2 (0x7e00-0xa000), which is no stack"],
    "divide-overflow": ["gave up", "divide error"],
    "segment-limit": ["gave up", "general protection"],
    "wild-return": ["no memory", "0000:000"],
    "kernel-off-by-one": ["gave up", "E24"],
    "copy-wrong-count": ["gave up", "E28"],
    "sectors-subtracted": ["gave up", "E23"],
}
BY_NAME = {mistake.name: mistake for mistake in MISTAKES}

SOAK = pytest.mark.skipif(
    not os.environ.get("STRATA_SOAK"), reason="a boot with a trace for each: make soak runs it"
)


@SOAK
@pytest.mark.parametrize("name", EXPECTED)
def test_image_of_the_gallery_is_named(name, tmp_path):
    """Seen against the variant's own document, with the symbols of its own maps."""
    variant = Variant(BY_NAME[name], tmp_path / name).build()
    files = [variant.folder / "stage1.map", variant.folder / "stage2.map"]
    options = ["--megs", "128", "--layout", variant.folder / "docs" / "layout.md"]
    for file in [*files, ROOT / "build" / "kernel" / "kernel.elf"]:
        options += ["--symbols", file]
    result = observe(*options, variant.image)
    assert result.returncode == 1, result.stdout + result.stderr
    first = result.stdout.splitlines()[0]
    assert all(words in first for words in EXPECTED[name]), result.stdout
