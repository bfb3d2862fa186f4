"""memviz and time in a real terminal: freezing, stepping, marks, replay, compressed recordings."""

import gzip
import os
import pty
import re
import subprocess
import time
import tty
from pathlib import Path

from gen_recording import Machine, Stream, boot

# ruff: noqa: F401, F811 (view and recording are fixtures)
from viewer import MEMVIZ, WORKED, append, recording, run, view

ROOT = Path(__file__).resolve().parents[1]
BENCH = ROOT / "build" / "memviz-bench"
RECORDS = WORKED.count(b"\x1e")
END = "\x1bOF"


def test_space_freezes_the_view_while_the_stream_goes_on(view, tmp_path):
    path = tmp_path / "live.rec"
    stream = Stream()
    boot(Machine(stream))
    path.write_bytes(stream.data)
    viewer = view(path)
    viewer.wait("in sync")
    viewer.press(" ")
    viewer.wait(f"held at {stream.number} of {stream.number} ")
    before = stream.number
    stream.data = b""
    stream.send("beat", ms=77000, lost=0)
    append(path, stream.data)
    viewer.wait(f"held at {before} of {before + 1} ")
    assert "up 77.0 s" not in viewer.text()
    viewer.press(" ")
    viewer.wait("up 77.0 s +live")


def test_keys_go_through_the_recording(view, recording):
    viewer = view(recording)
    viewer.wait("in sync")
    viewer.press("[")
    viewer.wait(f"held at {RECORDS - 1} of {RECORDS}")
    for step in range(6, 0, -1):
        viewer.press("{")
        viewer.wait(r"held at \d+ of")
        viewer.wait("\n6 kernel +1,8" if step == 6 else f"\n{step + 1} \\w+ +not yet")
    viewer.wait(f"held at 1 of {RECORDS}")
    viewer.press("}")
    viewer.wait(f"held at 2 of {RECORDS}")
    viewer.press(">")
    viewer.wait(f"held at {2 + RECORDS // 20} of {RECORDS}")
    viewer.press("<]")
    viewer.wait(f"held at 3 of {RECORDS}")
    viewer.press(END)
    viewer.wait("mem: 4163 frames taken")
    assert "held" not in viewer.text()


def test_mark_shows_what_differs(view, tmp_path):
    path = tmp_path / "live.rec"
    stream = Stream()
    machine = Machine(stream)
    boot(machine)
    path.write_bytes(stream.data)
    viewer = view(path)
    viewer.wait("in sync")
    viewer.press("d")
    viewer.wait(rf"since \d+\.\d s \(record {stream.number}\): no difference")
    stream.data = b""
    machine.set_frames(0x1000, 0x1005, "U")
    machine.send_frames(0x1000, 0x1005)
    append(path, stream.data)
    viewer.wait(r"since \d+\.\d s \(record \d+\): \+5 -0 frames")
    stream.data = b""
    machine.set_frames(0x1000, 0x1002, "F")
    machine.send_frames(0x1000, 0x1005)
    append(path, stream.data)
    viewer.wait(r"since \d+\.\d s \(record \d+\): \+3 -0 frames")
    viewer.press("d")
    viewer.wait("Tab pane")


def test_replay_plays_pauses_and_ends(view, tmp_path):
    path = tmp_path / "slow.rec"
    stream = Stream()
    boot(Machine(stream))
    for second in range(1, 61):
        stream.send("beat", ms=second * 1000, lost=0)
    path.write_bytes(stream.data)
    viewer = view("replay", "--speed", "20", path, cols=100)
    viewer.wait(r"up \d\d?\.0 s +replay x20 ")
    viewer.press(" ")
    viewer.wait("paused at")
    paused = re.search(r"paused at (\d+)", viewer.text()).group(1)
    viewer.pump(0.5)
    assert f"paused at {paused} " in viewer.text()
    viewer.press(" ")
    start = time.monotonic()
    viewer.wait("up 60.0 s")
    assert time.monotonic() - start < 4
    viewer.pump(1)
    assert "replay" not in viewer.text() and "in sync" in viewer.text()


def test_instant_can_be_asked_for_on_the_command_line(recording):
    shown = run("--at", "step3", "--once", "80x24", recording).stdout.decode()
    assert re.search(r"3 e820 +421,870", shown) and re.search(r"4 load +not yet", shown)
    assert run("--at", str(RECORDS), "--json", recording).stdout == \
        run("--json", recording).stdout
    refused = run("--at", str(RECORDS + 1), "--json", recording)
    assert refused.returncode == 1 and b"no such instant" in refused.stderr


def test_compressed_recordings_are_read(recording, tmp_path):
    expected = run("--json", recording).stdout
    packed = tmp_path / "worked.rec.gz"
    packed.write_bytes(gzip.compress(WORKED))
    assert run("--json", packed).stdout == expected
    damaged = bytearray(gzip.compress(WORKED))
    damaged[len(damaged) // 2] ^= 0xff
    packed.write_bytes(damaged)
    answer = run("--json", packed)
    assert answer.returncode == 1 and b"compressed data is damaged" in answer.stderr


def test_lost_and_resynchronised_are_counted_on_the_screen(view, tmp_path):
    path = tmp_path / "damaged.rec"
    records = WORKED.split(b"\x1e")[1:]
    lines = [b"\x1e" + record for record in records]
    damaged = b"".join(lines[:20]) + b"noise" + b"".join(lines[22:40]) + lines[40][:-9] + \
        b"".join(lines[41:])
    path.write_bytes(damaged)
    viewer = view(path, cols=132, rows=43)
    viewer.wait(f"{RECORDS - 3} records  3 lost  1 rejected  1 resynced")
    viewer.wait("records lost|differ|not checked|incomplete")


def test_removed_source_is_lost(view, recording):
    viewer = view(recording)
    viewer.wait("in sync")
    recording.unlink()
    viewer.wait("lost: the source is gone")
    viewer.wait("mem: 4163 frames taken")


def test_serial_line_is_asked_for_a_repetition_after_loss(view):
    master, slave = pty.openpty()
    tty.setraw(slave)
    viewer = view(os.ttyname(slave))
    records = [b"\x1e" + record for record in WORKED.split(b"\x1e")[1:]]
    viewer.wait("memviz")
    viewer.pump(0.3)
    os.write(master, b"".join(records[:10] + records[12:]))
    viewer.wait("2 lost")
    assert os.read(master, 16) == b"\x05"
    os.close(slave)
    os.close(master)
    viewer.wait("lost: the source is gone")


def test_a_long_recording_is_read_to_its_end(tmp_path):
    path = tmp_path / "long.rec"
    with open(path, "wb") as out:
        subprocess.run([BENCH / "big_recording", "100000"], stdout=out, check=True)
    shown = subprocess.run([MEMVIZ, "--no-config", "--once", "80x24", path], check=True,
                           capture_output=True, text=True).stdout
    assert "in sync" in shown and "0 lost  0 rejected" in shown
