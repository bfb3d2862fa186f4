"""memviz observe, run by tests."""

import subprocess

from machine.config import ROOT

SYMBOLS = ROOT / "build" / "strata.sym"
NOP = b"(0).[5] [0x000000007c00] 0000:7c00 (unk. ctxt): nop ; 90"


def observe(*arguments) -> subprocess.CompletedProcess:
    """Run memviz observe to its verdict."""
    command = [ROOT / "build" / "memviz", "observe", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=240, check=False)
