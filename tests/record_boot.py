"""Boots the image in Bochs and keeps what it sent on COM2, up to where the viewer is in sync.

usage: tests/record_boot.py FILE
"""

import json
import subprocess
import sys
import time
from pathlib import Path

from machine import ROOT, BochsMachine, Config

MEMVIZ = str(ROOT / "build" / "memviz")
PATIENCE_SECONDS = 60


def in_sync(path):
    """Whether the viewer, from this recording alone, knows the whole state."""
    answer = subprocess.run([MEMVIZ, "--no-config", "--json", str(path)], capture_output=True,
                            check=False, timeout=20)
    return answer.returncode == 0 and json.loads(answer.stdout)["sync"]


def record(path):
    """Boots, waits, and writes whole records to path."""
    with BochsMachine(Config()) as machine:
        machine.wait_prompt()
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            data = machine.recording_path.read_bytes()
            path.write_bytes(data[: data.rindex(b"\n") + 1])
            if in_sync(path):
                return
            if time.monotonic() > deadline:
                raise machine.failure(f"not in sync after {PATIENCE_SECONDS} s")
            time.sleep(0.2)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    record(Path(sys.argv[1]))
