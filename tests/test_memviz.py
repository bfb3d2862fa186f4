"""memviz in a real terminal: follows, survives, and gives the terminal back."""

import json
import os
import re
import signal
import subprocess
import time
from pathlib import Path

import pexpect
import pytest

# ruff: noqa: F401, F811 (view and recording are fixtures; others import from here)
from viewer import (BOOTED, ENVIRONMENT, MEMVIZ, PATIENCE, WORKED, Viewer, append, recording,
                    run, view)


def test_file_is_waited_for_and_followed_as_it_grows(view, tmp_path):
    path = tmp_path / "late.rec"
    viewer = view(path)
    viewer.wait("waiting for it")
    records = WORKED.split(b"\x1e")[1:]
    append(path, b"\x1e" + records[0])
    viewer.wait(r"live")
    viewer.wait(r"2 stage2 +not yet")
    for record in records[1:]:
        append(path, b"\x1e" + record[:7])
        append(path, record[7:])
    viewer.wait("in sync")
    viewer.wait(f"{len(records)} records  0 lost  0 rejected")
    viewer.wait("26541|mem: 4163 frames taken")


def test_silence_is_noticed(view, tmp_path):
    path = tmp_path / "live.rec"
    viewer = view(path)
    append(path, BOOTED)
    viewer.wait("live  in sync")
    viewer.wait(r"halted: no heartbeat \d s")


def test_restarted_machine_starts_the_view_over(view, recording):
    viewer = view(recording)
    viewer.wait("mem: 4163 frames taken")
    recording.write_bytes(BOOTED[: len(BOOTED) // 2])
    viewer.wait("no kernel|no frame totals|incomplete")
    assert "4163" not in viewer.text()
    append(recording, BOOTED[len(BOOTED) // 2:])
    viewer.wait("live  in sync")
    assert "0 lost  0 rejected" in viewer.text()


def test_killed_viewer_can_be_attached_again(view, recording):
    first = view(recording)
    first.wait("in sync")
    first.child.kill(signal.SIGKILL)
    assert first.wait_end() == -signal.SIGKILL
    second = view(recording)
    second.wait("in sync")
    second.wait("mem: 4163 frames taken")


def assert_restored(viewer, before):
    """The alternate screen was left, the cursor is back, the settings are as before."""
    assert b"\x1b[?1049l" in viewer.output
    assert b"\x1b[?25h" in viewer.output or b"\x1b[?12l\x1b[?25h" in viewer.output
    assert viewer.settings() == before


def start_with_settings(view, recording):
    """A viewer under a shell that stays, so that the terminal can be looked at afterwards."""
    viewer = view(recording)
    viewer.child.close(force=True)
    viewer.child = pexpect.spawn("/bin/sh", ["-c", f"read go; {MEMVIZ} {recording}; echo S=$?; "
                                             "read stop"],
                                 dimensions=(24, 80), env=ENVIRONMENT, timeout=PATIENCE)
    viewer.child.delaybeforesend = None
    before = viewer.settings()
    viewer.press("\n")
    viewer.wait("in sync")
    assert viewer.settings() != before
    return viewer, before


def viewer_pid(viewer):
    """The process of memviz below the shell."""
    children = Path(f"/proc/{viewer.child.pid}/task/{viewer.child.pid}/children").read_text()
    return int(children.split()[0])


def test_q_gives_the_terminal_back(view, recording):
    viewer, before = start_with_settings(view, recording)
    viewer.press("q")
    viewer.wait("S=0")
    assert_restored(viewer, before)


@pytest.mark.parametrize("number, message", [
    (signal.SIGTERM, "memviz: ended by signal 15"),
    (signal.SIGINT, "memviz: ended by signal 2"),
    (signal.SIGUSR1, "memviz: ended by signal 10"),
    (signal.SIGALRM, "memviz: ended by signal 14"),
    (signal.SIGSEGV, "memviz: crashed"),
    (signal.SIGABRT, "memviz: crashed"),
])
def test_signals_give_the_terminal_back_and_say_so(view, recording, number, message):
    viewer, before = start_with_settings(view, recording)
    os.kill(viewer_pid(viewer), number)
    if number != signal.SIGINT:
        viewer.wait(f"S={128 + number}")
    # pyte knows no alternate screen: the message may begin at the end of a row.
    viewer.wait("\n?".join(message))
    assert_restored(viewer, before)


def test_closed_terminal_ends_it(view, recording):
    viewer = view(recording)
    viewer.wait("in sync")
    # Nobody reads or types any more: the kernel hangs the terminal up.
    viewer.child.ptyproc.fileobj.close()
    viewer.child.ptyproc.closed = viewer.child.closed = True
    end = time.monotonic() + PATIENCE
    while viewer.child.isalive():
        assert time.monotonic() < end, "still running"
        time.sleep(0.05)


def test_idle_viewer_takes_hardly_any_time(view, recording):
    viewer = view(recording)
    viewer.wait("in sync")

    def ticks():
        fields = Path(f"/proc/{viewer.child.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return int(fields[11]) + int(fields[12])

    before = ticks()
    viewer.pump(5)
    assert ticks() - before <= 0.02 * 5 * os.sysconf("SC_CLK_TCK")


def test_colour_is_used_and_can_be_refused(view, recording):
    colours = re.compile(rb"\x1b\[[0-9;]*(3[0-7]|4[0-7])m")
    for arguments, env, expected in [((), {}, True), ((), {"NO_COLOR": "1"}, False),
                                     (("--color", "never"), {}, False),
                                     (("--color=always",), {"NO_COLOR": "1"}, True)]:
        viewer = view(*arguments, recording, env=env)
        viewer.wait("in sync")
        viewer.pump(0.2)
        assert bool(colours.search(viewer.output)) == expected, (arguments, env)


def test_without_terminal_one_frame_is_printed(recording):
    piped = run(recording)
    once = run("--once", "80x24", recording)
    assert piped.returncode == once.returncode == 0
    assert piped.stdout == once.stdout
    lines = once.stdout.decode().split("\n")
    assert len(lines) == 25 and max(map(len, lines)) <= 80
    assert b"\x1b" not in once.stdout
    assert b"\x1b[" in run("--color", "always", "--once", "80x24", recording).stdout
    assert run("--once", "80x24", "-", input=WORKED).stdout.split(b"\n")[1:] == \
        once.stdout.split(b"\n")[1:]


def test_locale_without_utf8_gets_ascii(recording):
    answer = subprocess.run([MEMVIZ, "--once", "80x24", recording], capture_output=True,
                            check=True, env={**ENVIRONMENT, "LC_ALL": "C"})
    assert answer.stdout.isascii()


def test_json_has_the_members_of_the_shell(recording):
    answer = json.loads(run("--json", recording).stdout)
    assert list(answer) == ["kernel", "e820", "frames", "owners", "heap", "layout", "sync"]
    assert answer["sync"] is True
    assert answer["e820"]["source"] == "e820" and answer["e820"]["truncated"] is False
    assert answer["e820"]["raw"][1] == {"base": "9f000", "length": "1000", "type": 2, "attr": 1}
    assert answer["e820"]["clean"][3] == {"base": "100000", "length": "7ef0000", "type": 1}
    frames = answer["frames"]
    assert (frames["frames"], frames["used"], frames["free"], frames["reserved"]) == \
        (32752, 4163, 26541, 2048)
    assert frames["runs"][:2] == [{"start": "0", "end": "800000", "state": "reserved"},
                                  {"start": "800000", "end": "840000", "state": "used"}]
    assert [run["start"] for run in frames["runs"]][1:] == \
        [run["end"] for run in frames["runs"]][:-1]
    assert answer["heap"]["allocations"][2] == {"start": "110080", "size": "123", "tag": "test"}
    assert answer["layout"]["regions"][2] == {
        "start": "1000", "end": "6000", "symbol": "KERNEL_OFFSET1",
        "what": "load buffer, one chunk of the kernel", "alive": False}
    assert {"symbol": "__k_end", "at": "10a3f8"} in answer["layout"]["marks"]


def test_json_before_any_data_is_empty_and_not_in_sync(tmp_path):
    path = tmp_path / "empty.rec"
    path.write_bytes(b"")
    answer = json.loads(run("--json", path).stdout)
    assert answer["sync"] is False
    assert answer["e820"]["raw"] == answer["e820"]["clean"] == []
    assert answer["frames"]["runs"] == answer["heap"]["allocations"] == []
    assert answer["layout"] == {"regions": [], "marks": []}


def test_json_of_a_damaged_recording_is_not_in_sync(tmp_path):
    path = tmp_path / "damaged.rec"
    for place in (100, len(BOOTED) // 2, len(BOOTED) - 10):
        damaged = bytearray(BOOTED)
        damaged[place] ^= 1
        path.write_bytes(damaged)
        assert json.loads(run("--json", path).stdout)["sync"] is False, place


@pytest.mark.parametrize("arguments, status, message", [
    ((), 2, "which FILE?"),
    (("a", "b"), 2, "more than one FILE: b"),
    (("--once", "80", "x"), 2, "--once takes COLSxROWS, such as 80x24, not: 80"),
    (("--once", "0x24", "x"), 2, "not: 0x24"),
    (("--once", "80x24x", "x"), 2, "not: 80x24x"),
    (("--once", "80x24", "--json", "x"), 2, "exclude each other"),
    (("--color", "pink", "x"), 2, "not: pink"),
    (("--nonsense", "x"), 2, "unknown option: --nonsense"),
    (("--once",), 2, "lacks its argument: --once"),
    (("--json", "no/such/file"), 1, "no/such/file: no such file; start the machine first"),
    (("--once", "80x24", "/"), 1, "/: Is a directory"),
])
def test_mistakes_get_one_line_and_a_status(arguments, status, message):
    answer = run(*arguments)
    assert answer.returncode == status
    assert answer.stdout == b""
    assert answer.stderr.startswith(b"memviz: ") and answer.stderr.count(b"\n") == 1
    assert message in answer.stderr.decode()


def test_help_and_version_are_told():
    assert run("--help").returncode == 0
    for option in ("--once", "--json", "--ascii", "--color", "--version"):
        assert option in run("--help").stdout.decode()
    assert re.fullmatch(rb"memviz \d+\.\d+\n", run("--version").stdout)


def test_full_disk_is_a_failure(recording):
    with open("/dev/full", "w") as full:
        answer = subprocess.run([MEMVIZ, "--json", recording], stdout=full, check=False,
                                stderr=subprocess.PIPE, env=ENVIRONMENT)
    assert answer.returncode == 1 and b"No space left" in answer.stderr
