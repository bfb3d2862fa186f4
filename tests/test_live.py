"""memviz --json says what mem ... -j says, whenever and however the viewer was attached."""

import json
import os
import signal
import subprocess
import time
from contextlib import ExitStack, closing

import pexpect
import pytest

from machine import ROOT, BochsMachine, Config

MEMVIZ = str(ROOT / "build" / "memviz")
PARTS = ("e820", "frames", "heap", "layout")


def model(machine):
    """The viewer's model of the recording so far, or None while there is none."""
    arguments = [MEMVIZ, "--json", str(machine.recording_path)]
    answer = subprocess.run(arguments, capture_output=True, check=False, timeout=20)
    return json.loads(answer.stdout) if answer.returncode == 0 else None


def difference(machine):
    """What the viewer and the shell say differently; empty when nothing."""
    seen = model(machine)
    if seen is None or not seen["sync"]:
        return ["not in sync"]
    found = []
    for part in PARTS:
        told = machine.json(f"mem {part} -j")
        found += [f"{part}.{key}" for key in told if seen[part].get(key) != told[key]]
    return found


def assert_agreement(machine, seconds=30):
    """Viewer and shell come to agree, and soon."""
    deadline = time.monotonic() + seconds
    while True:
        found = difference(machine)
        if not found:
            return
        if time.monotonic() > deadline:
            raise machine.failure(f"after {seconds} s memviz and the shell differ in: {found}")
        time.sleep(0.2)


def attach(machine):
    """The viewer on the growing recording, in a terminal of its own."""
    viewer = pexpect.spawn(
        MEMVIZ,
        [str(machine.recording_path)],
        dimensions=(40, 120),
        encoding="utf-8",
        timeout=20,
        env=dict(os.environ, TERM="xterm-256color", LC_ALL="C.UTF-8"),
    )
    viewer.delaybeforesend = None
    return viewer


def assert_shows_sync(viewer):
    """The viewer draws, and says that it is in sync."""
    viewer.expect("(?i)in sync", timeout=30)


def test_model_agrees_after_boot_and_after_every_change(booted):
    assert_agreement(booted)
    for command in ("mem alloc 5 live", "mem free 8M 2", "mem grab 12K live", "mem stress 2000 3"):
        booted.command(command, 60)
        assert_agreement(booted)


def test_viewer_attached_before_boot_killed_and_attached_again():
    with ExitStack() as ending:
        machine = ending.enter_context(closing(BochsMachine(Config())))
        machine.recording_path.touch()
        viewer = ending.enter_context(closing(attach(machine)))
        machine.start()
        machine.wait_prompt()
        assert_shows_sync(viewer)
        assert_agreement(machine)
        viewer.kill(signal.SIGKILL)
        viewer.wait()
        machine.command("mem alloc 7 while-away")
        machine.command("mem stress 500 1", 60)
        viewer = ending.enter_context(closing(attach(machine)))
        assert_shows_sync(viewer)
        assert_agreement(machine)
        viewer.send("q")
        viewer.expect(pexpect.EOF, timeout=5)
        assert machine.command("version")


def test_viewer_of_a_slow_machine_follows_it_live():
    """The clock that people use: virtual time is wall-clock time, and the viewer keeps up."""
    with BochsMachine(Config(sync="slowdown")) as machine:
        machine.wait_prompt()
        assert_agreement(machine, 60)
        machine.command("mem alloc 3 slow")
        assert_agreement(machine, 20)


@pytest.mark.parametrize("size", ["80x24", "120x40", "40x10"])
def test_one_frame_has_the_size_asked_for(booted, size):
    arguments = [MEMVIZ, "--once", size, str(booted.recording_path)]
    frame = subprocess.run(arguments, capture_output=True, check=True, text=True).stdout
    columns, rows = map(int, size.split("x"))
    lines = frame.rstrip("\n").split("\n")
    assert len(lines) <= rows and max(map(len, lines)) <= columns


def test_recording_conforms_to_the_document(booted):
    documented = {"boot", "hello", "map", "raw", "clean", "region", "mark", "total", "frames"}
    documented |= {"sum", "heap", "alloc", "log", "beat", "snap"}
    kinds = set()
    deadline = time.monotonic() + 30
    while not documented <= kinds and time.monotonic() < deadline:
        time.sleep(0.1)  # the line is slow, and the prompt comes first
        recording = booted.telemetry()
        kinds = {record["t"] for record in recording.records}
    assert not recording.rejected and not recording.gaps
    assert documented <= kinds
    # Sent only when something has an owner, is watched, or goes wrong.
    assert kinds <= documented | {"fail", "owner", "watch"}


def test_a_reboot_starts_the_model_afresh_also_with_the_guard_on():
    with BochsMachine(Config(megs=32)) as machine:
        machine.wait_prompt()
        machine.command("mem alloc 5 gone")
        for line in ("guard on", "guard off"):
            machine.command(line)
            machine.drop_received()
            machine.send(b"reboot\r")
            machine.wait_for(r"Type help(?s:.*)strata> $", 60)
            assert machine.json("mem frames -j")["used"] == 0
            assert_agreement(machine)
        recording = machine.telemetry()
        assert not recording.rejected and not recording.gaps
