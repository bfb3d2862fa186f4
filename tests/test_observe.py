"""memviz observe: each boot mistake of tests/observe is named, and its corrected twin is clean.

A file of that folder is one mistake; assembled with FIXED defined it is the corrected twin. Its
second line says what the first line of the verdict must mention. The usual run takes a few of
them, because each costs two boots; STRATA_SOAK=1 takes all.
"""

import gzip
import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from machine.config import ROOT
from observation import NOP, observe

FOLDER = ROOT / "tests" / "observe"
CASES = sorted(path.stem for path in FOLDER.glob("*.asm"))
QUICK = ["copy-overlap", "gdt-limit-short", "load-over-drive", "text-not-loaded", "timer-loses-ax"]
CHOSEN = CASES if os.environ.get("STRATA_SOAK") else QUICK
DISK_SIZE = 16 * 63 * 512


def build(name: str, fixed: bool, folder: Path) -> Path:
    """The image of a case, or of its corrected twin."""
    image = folder / f"{name}-{'fixed' if fixed else 'broken'}.img"
    define = ["-DFIXED"] if fixed else []
    command = ["nasm", "-f", "bin", *define, "-I", f"{FOLDER}/", "-o", image]
    subprocess.run([*command, FOLDER / f"{name}.asm"], check=True)
    os.truncate(image, DISK_SIZE)
    return image


def wanted(name: str) -> str:
    """What the first line must mention."""
    text = (FOLDER / f"{name}.asm").read_text()
    return re.search(r"^; The first line must mention: (.*)$", text, re.MULTILINE)[1]


@pytest.mark.parametrize("name", CHOSEN)
def test_mistake_is_named(name, tmp_path):
    """The first line names the cause, within ten lines; status 1."""
    result = observe(build(name, False, tmp_path))
    lines = result.stdout.splitlines()
    assert result.returncode == 1, result.stdout + result.stderr
    assert wanted(name).lower() in lines[0].lower().split(": ", 1)[1], result.stdout
    assert len(lines) <= 10, result.stdout


@pytest.mark.parametrize("name", CHOSEN)
def test_corrected_twin_is_clean(name, tmp_path):
    """An image that has nothing wrong gets no finding, and status 0."""
    result = observe(build(name, True, tmp_path))
    assert result.returncode == 0, result.stdout + result.stderr


def test_recorded_trace_gives_the_same_verdict(tmp_path):
    """A trace that was kept, plain or compressed, is read as the machine was."""
    image = build("gdt-limit-short", False, tmp_path)
    plain = tmp_path / "trace"
    live = observe("--record", plain, image)
    packed = tmp_path / "trace.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    for trace in (plain, packed):
        again = observe("--trace", trace)
        assert again.returncode == live.returncode == 1
        assert again.stdout.split(": ", 1)[1] == live.stdout.split(": ", 1)[1]


def test_json_has_the_first_finding(tmp_path):
    """The verdict for programs names the rule."""
    verdict = json.loads(observe("--json", build("load-over-drive", False, tmp_path)).stdout)
    assert verdict["verdict"] == "findings"
    assert verdict["findings"][0]["rule"] == "two owners"


def test_who_wrote_a_byte(tmp_path):
    """The writers of a byte, the last one first."""
    result = observe("--who", "0x8010", build("load-over-drive", False, tmp_path))
    lines = [line for line in result.stdout.splitlines() if line.startswith("  tick")]
    assert "disk read" in lines[0] and "mov byte ptr" in lines[1], result.stdout


@pytest.mark.parametrize(
    "content, words",
    [
        (b"", "no instruction"),
        (b"nothing of the kind\n", "no instruction"),
        (NOP + b"\nwhat is this\n", "unknown form"),
        (NOP + b"\n(0).[6] [0x00", "cut"),
    ],
)
def test_what_is_no_whole_trace_gives_no_verdict(tmp_path, content, words):
    """Status 2, and a sentence that says why."""
    trace = tmp_path / "trace"
    trace.write_bytes(content)
    result = observe("--trace", trace)
    assert result.returncode == 2
    assert words in result.stdout


def test_image_without_signature_is_refused(tmp_path):
    """No BIOS boots it, so nothing is started."""
    image = tmp_path / "image"
    image.write_bytes(bytes(512))
    result = observe(image)
    assert result.returncode == 2
    assert "0x55 0xaa" in result.stdout
