"""memviz observe names places by the symbols of text files and of ELF files."""

import subprocess

from observation import observe

SOURCE = """bits 32
global entry
section .text
entry:  nop
inside: mov dword [0xc8000], eax
"""
SCRIPT = """ENTRY(entry)
SECTIONS { . = 0x80100000; .text : AT(0x100000) { *(.text) } /DISCARD/ : { *(.note*) } }
"""
# A store to ROM, where the second instruction lies in physical memory.
TRACE = """(0).[5] [0x000000007c00] 0000:7c00 (unk. ctxt): nop ; 90
(0).[6] [0x000000100001] 0008:80100001 (unk. ctxt): mov dword ptr ds:0x000c8000, eax ; a300800c00
[CPU0 WR]: LIN 0x00000000000c8000 PHY 0x0000000c8000 (len=4, UC): 0x00000001
"""


def build_kernel(folder):
    """An ELF file that is linked for the higher half and loaded at 1 MiB."""
    (folder / "kernel.asm").write_text(SOURCE)
    (folder / "kernel.ld").write_text(SCRIPT)
    commands = [
        ["nasm", "-f", "elf32", "-g", "-F", "dwarf", "kernel.asm", "-o", "kernel.o"],
        ["ld", "-m", "elf_i386", "-T", "kernel.ld", "kernel.o", "-o", "kernel.elf"],
    ]
    for command in commands:
        subprocess.run(command, cwd=folder, check=True)
    return folder / "kernel.elf"


def test_symbols_name_the_place(tmp_path):
    """The name where the segment is loaded, with its line; lines of text; and both."""
    elf = build_kernel(tmp_path)
    trace = tmp_path / "trace"
    trace.write_text(TRACE)
    text = tmp_path / "map"
    text.write_text(
        "- NASM Map file ---\n\nReal  Virtual  Name\n   100000   100000  entry_of_text\n"
    )
    for symbols, words in [
        ([elf], "(0x100001) inside (kernel.asm:5)"),
        ([text], "(0x100001) entry_of_text+0x1 stores"),
        ([text, elf], "(0x100001) inside (kernel.asm:5)"),
    ]:
        options = [word for file in symbols for word in ("--symbols", file)]
        result = observe("--trace", trace, *options)
        assert result.returncode == 1, result.stdout + result.stderr
        # addr2line tells the path as NASM did, from the folder where it ran.
        first = result.stdout.splitlines()[0].replace(f"({tmp_path.name}/", "(")
        assert words in first, result.stdout


def test_damaged_elf_file_gives_no_verdict(tmp_path):
    """Cut anywhere, it is refused or names what it can: never a crash."""
    whole = build_kernel(tmp_path).read_bytes()
    trace = tmp_path / "trace"
    trace.write_text(TRACE.splitlines()[0] + "\n")
    cut = tmp_path / "cut.elf"
    for size in [5, 40, 52, len(whole) // 2, len(whole) - 1]:
        cut.write_bytes(whole[:size])
        result = observe("--trace", trace, "--symbols", cut)
        assert result.returncode in (0, 2), result.stderr
        assert result.returncode == 0 or "cut.elf: " in result.stdout
