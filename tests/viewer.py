"""memviz in a terminal of its own, for the tests that look at it there."""

import os
import re
import subprocess
import termios
import time
from pathlib import Path

import pexpect
import pytest

from gen_recording import make_recording
from panes import Screen, Stream

ROOT = Path(__file__).resolve().parents[1]
MEMVIZ = str(ROOT / "build" / "memviz")
WORKED = make_recording("worked")
BOOTED = make_recording("booted")
ENVIRONMENT = {**os.environ, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8"}
ENVIRONMENT.pop("NO_COLOR", None)
PATIENCE = 10


class Viewer:
    """memviz in a terminal of its own, and what that terminal shows."""

    def __init__(self, *arguments, cols=80, rows=24, env=None):
        self.screen = Screen(cols, rows)
        self.stream = Stream(self.screen)
        self.output = b""
        self.child = pexpect.spawn(MEMVIZ, list(arguments), dimensions=(rows, cols),
                                   env={**ENVIRONMENT, **(env or {})}, timeout=PATIENCE)
        self.child.delaybeforesend = None

    def pump(self, seconds=0.05):
        """Takes what memviz has written."""
        end = time.monotonic() + seconds
        while True:
            try:
                data = self.child.read_nonblocking(65536, timeout=0.02)
            except pexpect.TIMEOUT:
                data = b""
            except pexpect.EOF:
                return False
            self.output += data
            self.stream.feed(data)
            if time.monotonic() > end:
                return True

    def text(self):
        return "\n".join(line.rstrip() for line in self.screen.display)

    def wait(self, pattern):
        """Waits until the screen shows a pattern."""
        end = time.monotonic() + PATIENCE
        while not re.search(pattern, self.text()):
            assert self.pump() or re.search(pattern, self.text()), f"ended:\n{self.text()}"
            assert time.monotonic() < end, f"no {pattern!r} in\n{self.text()}"

    def resize(self, cols, rows):
        self.screen.resize(rows, cols)
        self.child.setwinsize(rows, cols)

    def press(self, keys):
        self.child.send(keys)

    def wait_end(self):
        """The exit status, or the negative number of the signal."""
        while self.pump():
            pass
        self.child.wait()
        return -self.child.signalstatus if self.child.signalstatus else self.child.exitstatus

    def settings(self):
        return termios.tcgetattr(self.child.child_fd)


@pytest.fixture
def view():
    """Starts viewers and ends those that a test left running."""
    started = []

    def start(*arguments, **options):
        started.append(Viewer(*map(str, arguments), **options))
        return started[-1]

    yield start
    for viewer in started:
        viewer.child.close(force=True)


def run(*arguments, **options):
    """memviz without a terminal."""
    return subprocess.run([MEMVIZ, *map(str, arguments)], capture_output=True, check=False,
                          timeout=20, env=ENVIRONMENT, **options)


def append(path, data):
    with open(path, "ab") as out:
        out.write(data)


@pytest.fixture
def recording(tmp_path):
    path = tmp_path / "worked.rec"
    path.write_bytes(WORKED)
    return path
