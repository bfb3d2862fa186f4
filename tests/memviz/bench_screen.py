#!/usr/bin/python3
"""What memviz costs on the screen, each figure beside its budget; exit code 1 when one is over.

In a real terminal (a pty that pyte reads): how long a record takes from the file to the
screen, how much of a core memviz uses while nothing happens and while the line is full
(115200 baud, 11,520 bytes a second), and how far it falls behind a file that grows fast.
"""

import os
import re
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from gen_recording import Machine, Stream, boot  # noqa: E402  (after the path)
from viewer import Viewer  # noqa: E402

CHANGES = 40
IDLE_S = 6
FULL_S = 8
LINE_BYTES_PER_S = 11520
TICKS_PER_S = os.sysconf("SC_CLK_TCK")

LATENCY_BUDGET_MS = 100
IDLE_BUDGET_PERCENT = 2
FULL_BUDGET_PERCENT = 15
FOLLOW_BYTES_PER_S = 50_000_000
FOLLOW_BUDGET_MS = 1500

over = False


def row(what, figure, unit, budget):
    """A line of the report."""
    global over
    bad = figure > budget
    over |= bad
    print(f"{what:58} {figure:9.1f} {unit:12} (at most {budget}){'  OVER' if bad else ''}")


def append(path, data):
    with open(path, "ab") as out:
        out.write(data)


def cpu_s(viewer):
    """Seconds of CPU that memviz has used."""
    fields = Path(f"/proc/{viewer.child.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS_PER_S


def measure_share(viewer, seconds, act):
    """How many percent of a core memviz uses while act is called again and again."""
    before, start = cpu_s(viewer), time.monotonic()
    while time.monotonic() - start < seconds:
        act(time.monotonic() - start)
        viewer.pump(0)
    return 100 * (cpu_s(viewer) - before) / (time.monotonic() - start)


def measure_latency(viewer, stream, path):
    """The longest time in ms from the write of a record to what it says on the screen."""
    worst = 0
    for i in range(CHANGES):
        ms = (100 + i) * 1000
        stream.data = b""
        stream.send("beat", ms=ms, lost=0)
        time.sleep(0.013 * (i % 9))
        viewer.pump(0)
        start = time.monotonic()
        append(path, stream.data)
        while f"up {100 + i}.0 s" not in viewer.text():
            viewer.pump(0)
            assert time.monotonic() - start < 5, viewer.text()
        worst = max(worst, (time.monotonic() - start) * 1000)
    return worst


def measure_follow(folder, recording):
    """How long in ms the screen is behind a recording that has grown by 50 MB a second."""
    data = recording.read_bytes()
    last = re.findall(rb'"t":"beat","ms":(\d+)', data[-1_000_000:])[-1]
    path = folder / "growing.rec"
    path.write_bytes(data[:1_000_000])
    viewer = Viewer(str(path), cols=132, rows=43)
    viewer.wait("up ")
    start = time.monotonic()
    with path.open("ab", buffering=0) as out:
        at = 1_000_000
        while at < len(data):
            due = int((time.monotonic() - start) * FOLLOW_BYTES_PER_S)
            out.write(data[at:max(at, due)])
            at = max(at, due)
            viewer.pump(0.005)
    start = time.monotonic()
    viewer.wait(f"up {int(last) / 1000:.1f} s")
    viewer.child.close(force=True)
    return (time.monotonic() - start) * 1000


class FullLine:
    """Writes what a machine says that changes frames as fast as the line takes it."""

    def __init__(self, stream, path):
        self.stream, self.path = stream, path
        self.sent = 0
        self.count = 0

    def act(self, elapsed):
        self.stream.data = b""
        while self.sent + len(self.stream.data) < elapsed * LINE_BYTES_PER_S:
            self.count += 1
            frame = 0x800 + self.count * 37 % 0x7000
            runs = "U3F5" if self.count % 2 else "F2U1F5"
            self.stream.send("frames", **{"from": format(frame, "x"), "runs": runs})
            if self.count % 100 == 0:
                self.stream.send("beat", ms=self.count * 10, lost=0)
        self.sent += len(self.stream.data)
        append(self.path, self.stream.data)


def main():
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.rec"
        stream = Stream()
        boot(Machine(stream))
        path.write_bytes(stream.data)
        viewer = Viewer(str(path), cols=132, rows=43)
        viewer.wait("in sync")
        row("a record from the file to the screen, the slowest of 40",
            measure_latency(viewer, stream, path), "ms", LATENCY_BUDGET_MS)
        viewer.pump(2)
        row("memviz while nothing happens",
            measure_share(viewer, IDLE_S, lambda _: time.sleep(0.1)), "% of a core",
            IDLE_BUDGET_PERCENT)
        line = FullLine(stream, path)

        def act(elapsed):
            line.act(elapsed)
            time.sleep(0.02)

        row("memviz while the line is full (11,520 bytes a second)",
            measure_share(viewer, FULL_S, act), "% of a core", FULL_BUDGET_PERCENT)
        viewer.child.close(force=True)
        row("the screen behind a recording that grows by 50 MB a second",
            measure_follow(Path(folder), ROOT / "build/recordings/long-1000000.rec"), "ms",
            FOLLOW_BUDGET_MS)
    return over


if __name__ == "__main__":
    sys.exit(main())
