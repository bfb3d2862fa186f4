#!/usr/bin/python3
"""What memviz observe costs, each figure beside its budget; exit code 1 when one is over.

Strata's boot to the prompt, with the preloaded library and without it, on the clock; then the
trace of that boot read again, in seconds of a core: what parser and model do without Bochs.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MEMVIZ = ROOT / "build" / "memviz"
BOOT = ["--megs", "128", "--until", "prompt", "--symbols", ROOT / "build" / "strata.sym"]
IMAGE = ROOT / "build" / "disk.img"

BUFFERED_BUDGET_S = 5
PLAIN_BUDGET_S = 60
# Of what was measured 1.25 times: 4.1 million lines, 370 MB.
LINES_BUDGET = 3.2e6
BYTES_BUDGET = 300e6

over = False


def row(what, figure, unit, budget, least=False):
    """A line of the report."""
    global over
    bad = figure < budget if least else figure > budget
    over |= bad
    bound = "at least" if least else "at most"
    print(f"{what:58} {figure:9.1f} {unit:12} ({bound} {budget}){'  OVER' if bad else ''}")


def run(*command) -> tuple[float, float]:
    """Seconds on the clock, and of a core, that a clean run took; Bochs's are not counted."""
    start = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"memviz observe ended with status {process.returncode}")
    return time.monotonic() - start, usage.ru_utime + usage.ru_stime


def main():
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        trace = Path(folder) / "trace"
        buffered = run(MEMVIZ, "observe", *BOOT, IMAGE)[0]
        row("observe: Strata to the prompt, buffered", buffered, "s", BUFFERED_BUDGET_S)
        # The library is looked for beside the program.
        alone = shutil.copy(MEMVIZ, folder)
        plain = run(alone, "observe", *BOOT, IMAGE)[0]
        row("observe: Strata to the prompt, unbuffered", plain, "s", PLAIN_BUDGET_S)
        run(MEMVIZ, "observe", *BOOT, "--record", trace, IMAGE)
        core = min(run(MEMVIZ, "observe", "--trace", trace)[1] for _ in range(3))
        lines = trace.read_bytes().count(b"\n")
        size = trace.stat().st_size
        million = 1e6
        rate, budget = lines / core / million, LINES_BUDGET / million
        row("observe: parser and model", rate, "M lines/s", budget, least=True)
        rate, budget = size / core / million, BYTES_BUDGET / million
        row("observe: parser and model", rate, "MB/s", budget, least=True)
    sys.exit(over)


if __name__ == "__main__":
    main()
