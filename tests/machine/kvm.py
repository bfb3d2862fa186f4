"""Whether KVM is here and can run what we need of it: a 32-bit guest with paging.

A host that is itself a guest may have a KVM that only knows 64-bit paging. A boot sector that does
nothing but turn paging on tells, independently of our kernel.
"""

import functools
import os
import subprocess
import tempfile
from pathlib import Path

# Ends QEMU with exit code 2 * 0x15 + 1 through its debug-exit device once paging is on.
PROBE = """
    org 0x7c00
    bits 16
    cli
    xor ax, ax
    mov ds, ax
    mov es, ax
    lgdt [gdtr]
    mov eax, cr0
    or al, 1
    mov cr0, eax
    jmp 8:protected
    bits 32
protected:
    mov ax, 16
    mov ds, ax
    mov es, ax
    mov edi, 0x3000             ; one table: the first 4 MiB, mapped to themselves
    mov eax, 3
.page:
    stosd
    add eax, 0x1000
    cmp edi, 0x4000
    jb .page
    mov dword [0x2000], 0x3003
    mov eax, 0x2000
    mov cr3, eax
    mov eax, cr0
    or eax, 0x80010000
    mov cr0, eax
    mov al, 0x15
    out 0xf4, al
    hlt
gdt:
    dq 0, 0x00cf9b000000ffff, 0x00cf93000000ffff
gdtr:
    dw 23
    dd gdt
    times 510 - ($ - $$) db 0
    dw 0xaa55
"""
PAGING_IS_ON = 2 * 0x15 + 1


@functools.lru_cache(maxsize=None)
def kvm_problem() -> str:
    """Why KVM cannot be used; empty where it can."""
    if not os.access("/dev/kvm", os.R_OK | os.W_OK):
        return "no /dev/kvm"
    with tempfile.TemporaryDirectory(prefix="strata-kvm-") as folder:
        source, sector = Path(folder, "probe.asm"), Path(folder, "probe.bin")
        source.write_text(PROBE)
        subprocess.run(["nasm", "-f", "bin", "-o", sector, source], check=True)
        line = ["qemu-system-x86_64", "-accel", "kvm", "-display", "none", "-no-reboot"]
        line += ["-drive", f"file={sector},format=raw", "-nic", "none"]
        line += ["-device", "isa-debug-exit,iobase=0xf4,iosize=1"]
        try:
            done = subprocess.run(line, capture_output=True, timeout=20, check=False)
        except subprocess.TimeoutExpired:
            return "this KVM runs no 32-bit guest with paging"
    return "" if done.returncode == PAGING_IS_ON else "this KVM runs no 32-bit guest with paging"
