"""memviz observe on a terminal: progress, Ctrl-C, and a Bochs that never stays behind."""

import os
import pty
import signal
import subprocess
import time
from pathlib import Path

import pytest

from machine.config import ROOT

# inc word [0x600]; jmp $-4
BUSY = bytes.fromhex("ff060006ebfa")
SIGNALS = [signal.SIGINT]
if os.environ.get("STRATA_SOAK"):
    SIGNALS += [signal.SIGTERM, signal.SIGKILL]


def start(folder: Path) -> tuple[subprocess.Popen, int]:
    """A run that never ends by itself, and the terminal that its standard error is."""
    image = folder / "busy.img"
    image.write_bytes(BUSY.ljust(510, b"\0") + b"\x55\xaa")
    terminal, theirs = pty.openpty()
    process = subprocess.Popen(
        [ROOT / "build" / "memviz", "observe", "--until", "tick 900000000000", image],
        stdout=subprocess.PIPE,
        stderr=theirs,
        text=True,
        env={**os.environ, "TMPDIR": str(folder)},
    )
    os.close(theirs)
    return process, terminal


def wait_for_progress(terminal: int):
    """Read until the line has a rate."""
    text = b""
    while b"lines a second" not in text:
        text += os.read(terminal, 4096)
    assert b"tick " in text and b" instructions, " in text


def is_running(pid: int) -> bool:
    """Whether a process is there and no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.parametrize("number", SIGNALS)
def test_ending_leaves_no_bochs(tmp_path, number):
    """Ctrl-C gives the verdict so far, which is none; whatever ends memviz ends Bochs."""
    process, terminal = start(tmp_path)
    wait_for_progress(terminal)
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    assert len(children) == 1 and is_running(int(children[0]))
    process.send_signal(number)
    stdout = process.communicate(timeout=20)[0]
    os.close(terminal)
    deadline = time.monotonic() + 5
    while is_running(int(children[0])) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not is_running(int(children[0]))
    if number == signal.SIGKILL:
        return
    assert "no verdict: interrupted; nothing was found until then" in stdout
    assert process.returncode == 2
    assert [path.name for path in tmp_path.iterdir()] == ["busy.img"]
