"""How much memory memviz observe takes: Strata's boot, and a kernel that fills 128 MiB."""

import os
import subprocess
import time
from pathlib import Path

import pytest

from machine.config import ROOT
from observation import SYMBOLS

DONE = 0x7D00
FILL = f"""
        bits    16
        org     0x7c00
        jmp     0:start
start:  xor     ax, ax
        mov     ds, ax
        mov     ss, ax
        mov     sp, 0x7c00
        cli
        in      al, 0x92
        or      al, 2
        out     0x92, al
        lgdt    [gdtr]
        mov     eax, cr0
        or      al, 1
        mov     cr0, eax
        jmp     8:protected
        bits    32
protected:
        mov     ax, 16
        mov     ds, ax
        mov     es, ax
        mov     ss, ax
        mov     edi, 0x100000
        mov     ecx, (128 - 1) * 0x100000 / 4
        mov     eax, 0xdeadbeef
%ifdef LOOP
.next:  mov     [edi], eax
        add     edi, 4
        dec     ecx
        jnz     .next
%else
        rep     stosd
%endif
        jmp     done
gdt:    dq      0, 0x00cf9a000000ffff, 0x00cf92000000ffff
gdtr:   dw      gdtr - gdt - 1
        dd      gdt
        times   {DONE} - 0x7c00 - ($ - $$) db 0
done:   hlt
        times   510 - ($ - $$) db 0
        dw      0xaa55
"""

pytestmark = pytest.mark.skipif(not os.environ.get("STRATA_SOAK"), reason="takes minutes")


def measure(*arguments) -> int:
    """The most memory that a clean run had, in KiB; what its Bochs has is not counted."""
    command = [ROOT / "build" / "memviz", "observe", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        status = Path(f"/proc/{process.pid}/status")
        most = 0
        while process.poll() is None:
            for line in status.read_text().splitlines():
                if line.startswith("VmHWM"):
                    most = int(line.split()[1])
            time.sleep(0.05)
        stdout = process.stdout.read()
    assert process.returncode == 0, stdout
    return most


def test_boot_of_strata_takes_32_mb():
    """To the prompt, with the layout and its comparisons."""
    image = ROOT / "build" / "disk.img"
    assert measure("--megs", "128", "--until", "prompt", "--symbols", SYMBOLS, image) < 32000


@pytest.mark.parametrize("define", ["STRING", "LOOP"])
def test_filling_128_mib_takes_64_mb(tmp_path, define):
    """By a repeated string instruction, and by a loop of stores."""
    source = tmp_path / "fill.asm"
    image = tmp_path / "fill.img"
    source.write_text(FILL)
    subprocess.run(["nasm", "-f", "bin", f"-D{define}", "-o", image, source], check=True)
    assert measure("--megs", "160", "--until", f"address {DONE:#x}", image) < 64000
