"""A kernel that is not Strata is shown with its own words, and with no others."""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from gen_recording import REGIONS, fletcher16, make_recording

ROOT = Path(__file__).parent.parent
MEMVIZ = str(ROOT / "build" / "memviz")
STEPS = ["stage1", "stage2", "protected"]
OURS = re.compile("|".join(["Strata", *STEPS, *(rf"\b{row[2]}\b" for row in REGIONS)]))


def run(*arguments):
    """What memviz prints."""
    answer = subprocess.run([MEMVIZ, "--no-config", *arguments], capture_output=True, check=True,
                            timeout=60, env={**os.environ, "LC_ALL": "C.UTF-8"})
    return answer.stdout.decode()


@pytest.fixture(scope="module", name="other")
def make_other(tmp_path_factory):
    """A recording of Pomelo, which has four boot steps, no heap and no marks."""
    path = tmp_path_factory.mktemp("kernels") / "other.rec"
    path.write_bytes(make_recording("other"))
    return str(path)


@pytest.mark.parametrize("size", ["80x24", "132x43", "180x50", "40x12"])
def test_the_screen_has_its_words_and_none_of_ours(other, size):
    """Name, steps and regions are its own, from the first record on."""
    for at in ([], ["--at", "1"], ["--at", "3"], ["--at", "5"], ["--at", "step2"]):
        screen = run("--once", size, *at, other)
        assert not OURS.search(screen), screen
    screen = run("--once", size, other)
    assert "in sync" in screen
    if size != "40x12":
        for word in ("Pomelo 0.3", "bios", "menu", "paging", "init", "loader"):
            assert word in screen, word
        assert "not yet" not in screen


def test_the_picture_has_its_words_and_none_of_ours(other, tmp_path):
    """The same on paper, at the end and on the way."""
    path = tmp_path / "a.svg"
    for at in ([], ["--at", "2"], ["--at", "step4"]):
        run("--svg", str(path), *at, other)
        assert not OURS.search(path.read_text(encoding="utf-8"))
    run("--svg", str(path), other)
    text = path.read_text(encoding="utf-8")
    for word in ("Pomelo 0.3", "all checksums agree", "bios", "init", "loader", "32 MiB"):
        assert word in text, word


def test_what_it_does_not_have_is_not_waited_for(other):
    """In sync needs only what there is."""
    assert json.loads(run("--json", other))["sync"] is True


def test_a_kernel_without_a_name_is_called_a_kernel(tmp_path):
    """And nothing of our layout stands in for what it does not report."""
    data = make_recording("other").replace(b'"name":"Pomelo",', b"")
    path = tmp_path / "unnamed.rec"
    path.write_bytes(repair(data))
    screen = run("--once", "132x43", str(path))
    assert "kernel 0.3" in screen and not OURS.search(screen)


def repair(data):
    """The records with the checksums that their bytes ask for."""
    parts = []
    for part in data.split(b"\x1e")[1:]:
        body = part[:part.rindex(b',"c":')]
        parts.append(b"\x1e" + body + b',"c":"%04X"}\n' % fletcher16(body))
    return b"".join(parts)
