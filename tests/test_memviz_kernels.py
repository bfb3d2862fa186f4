"""A kernel that is not Strata is shown with its own words, and with no others."""

import json
import os
import re
import subprocess
import time
from pathlib import Path

import pytest

from gen_recording import REGIONS, fletcher16, make_recording
from machine.bochs import BochsMachine
from machine.config import Config
from machine.qemu import QemuMachine

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


# The example kernel, in a real machine.

PEBBLE_STEPS = ["sector", "loaded", "protected mode", "main"]
PEBBLE_REGIONS = ["bios_map", "real_stack", "pebble", "pebble_bss", "stack", "screen", "heap"]
# "protected mode" is Pebble's own name of a step, too.
NOT_PEBBLES = re.compile("|".join(["Strata", "stage1", "stage2",
                                   *(rf"\b{row[2]}\b" for row in REGIONS)]))


def boot_pebble(kind, tmp_path):
    """Boot the example kernel until it has sent a whole round; its recording."""
    config = Config(image=ROOT / "build" / "pebble.img")
    with kind(config) as machine:
        deadline = time.monotonic() + 30
        sent = machine.recording_path
        while not sent.exists() or b'"t":"log"' not in sent.read_bytes():
            assert time.monotonic() < deadline and machine.running()
            time.sleep(0.05)
        path = tmp_path / "pebble.rec"
        path.write_bytes(sent.read_bytes().rpartition(b"\n")[0] + b"\n")
    return str(path)


def check_pebble(path, tmp_path):
    """No record is at fault, and memviz shows it in sync, with its own words only."""
    answer = subprocess.run([MEMVIZ, "check", path], capture_output=True, timeout=60, check=False)
    assert answer.returncode == 0 and b" 0 faults, 0 notes" in answer.stdout, answer.stdout
    state = json.loads(run("--json", path))
    assert state["sync"] is True and state["kernel"]["name"] == "Pebble"
    assert [row["tag"] for row in state["owners"]] == ["page tables", "disk cache", "log"]
    screen = run("--once", "180x50", path)
    run("--svg", str(tmp_path / "a.svg"), path)
    drawn = (tmp_path / "a.svg").read_text(encoding="utf-8")
    for text in (screen, drawn):
        assert not NOT_PEBBLES.search(text), text
        for word in ["Pebble 0.1", *PEBBLE_STEPS, *PEBBLE_REGIONS]:
            assert word in text, word
    assert "in sync" in screen


def test_the_example_kernel_in_qemu(tmp_path):
    """With its name, its steps, its regions and its owners."""
    check_pebble(boot_pebble(QemuMachine, tmp_path), tmp_path)


@pytest.mark.skipif(not os.environ.get("STRATA_SOAK"), reason="make soak")
def test_the_example_kernel_in_bochs(tmp_path):
    """The same from Bochs's BIOS."""
    check_pebble(boot_pebble(BochsMachine, tmp_path), tmp_path)
