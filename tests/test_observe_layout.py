"""memviz observe holds the stores of a boot against a layout document."""

import os
import re

import pytest

from machine.config import ROOT
from observation import NOP, SYMBOLS, observe

MEDIA = ["disk", "floppy"] if os.environ.get("STRATA_SOAK") else ["disk"]


@pytest.mark.parametrize("medium", MEDIA)
def test_boot_of_strata_is_clean(medium):
    """Our own boot to the prompt: no finding, no unknown line, each store where it is declared."""
    image = ROOT / "build" / f"{medium}.img"
    result = observe("--megs", "128", "--until", "prompt", "--symbols", SYMBOLS, image)
    assert result.returncode == 0, result.stdout + result.stderr
    assert "idle" in result.stdout
    assert re.search(r"file: .* at 0x100000: (\d{6,}) of \1 bytes", result.stdout)
    assert re.search(r"layout: 100 % of \d{6,} stores .* 6 of 6 boot steps", result.stdout)


LAYOUT_MISTAKES = [
    # What to replace in docs/layout.md, by what, and what the finding must mention.
    (
        "| 0x6000 | 0x7c00 | `REAL_STACK` | real-mode stack, grows down | 1 | 6 | 7168 bytes |",
        "| 0x6000 | 0x7b00 | `REAL_STACK` | real-mode stack, grows down | 1 | 6 | 6912 bytes |",
        ["pushes to 0x7bf", "in no row", "step 1 (stage1)", "stage1_run_start+0x"],
    ),
    (
        "| 0xa000 | 0xb000 | `MEM_MAP` | boot information and the raw e820 map | 1 |",
        "| 0xa000 | 0xb000 | `MEM_MAP` | boot information and the raw e820 map | 4 |",
        ["MEM_MAP (0xa000-0xb000)", "alive only from step 4 (load)"],
    ),
    (
        "`STAGE1` | boot sector, loaded here by the BIOS | 1 | 5 |",
        "`STAGE1` | boot sector, loaded here by the BIOS | 1 | 2 |",
        ["STAGE1 (0x7c00-0x7e00)", "reused since step 2 (stage2)", "a20_test"],
    ),
    (
        "| 0x107c00 | 0x107c04 |",
        "| 0x107d00 | 0x107d04 |",
        ["0x107c00 in KERNEL_OFFSET2", "a20_test+0x", "step 2 (stage2)"],
    ),
    (
        "| 0x18 | 0x20 | vectors 6 and 7",
        "| 0x1c | 0x20 | vectors 6 and 7",
        ["stores to 0x18 in IVT (0x0-0x400), which is the firmware's", "trap16_install"],
    ),
    ("| `REAL_STACK` | real-mode stack |", "| `REAL_STACK` | guard |", ["a guard that nobody"]),
    ("| `REAL_STACK` | real-mode stack |", "| `REAL_STACK` | loader |", ["which is no stack"]),
]


def test_store_outside_the_layout_is_named(tmp_path):
    """A document that does not declare what the loader does: row, step, address and symbol."""
    trace = tmp_path / "trace.gz"
    start = ["--until", "symbol step3_e820", "--symbols", SYMBOLS]
    result = observe(*start, "--record", trace, ROOT / "build" / "disk.img")
    assert result.returncode == 0, result.stdout + result.stderr
    text = (ROOT / "docs" / "layout.md").read_text()
    document = tmp_path / "layout.md"
    replay = ["--trace", trace, "--symbols", SYMBOLS, "--layout", document]
    document.write_text(text)
    assert "100 %" in observe(*replay).stdout
    for old, new, words in LAYOUT_MISTAKES:
        assert old in text
        document.write_text(text.replace(old, new))
        result = observe(*replay)
        first = result.stdout.splitlines()[0]
        assert result.returncode == 1, result.stdout + result.stderr
        assert all(word in first for word in ["layout: ", *words]), result.stdout


def test_layout_that_cannot_be_used_gives_no_verdict(tmp_path):
    """A document with a mistake, one that is not there, and steps without symbols."""
    trace = tmp_path / "trace"
    trace.write_bytes(NOP + b"\n")
    document = tmp_path / "layout.md"
    text = (ROOT / "docs" / "layout.md").read_text()
    for content, words in [
        (text.replace("| 0x6000 | 0x7c00 |", "| 6000h | 0x7c00 |"), "'6000h' is not an address"),
        (text, "begins at the symbol step2_stage2"),
        (None, "No such file"),
    ]:
        document.unlink(missing_ok=True)
        if content is not None:
            document.write_text(content)
        result = observe("--trace", trace, "--layout", document)
        assert result.returncode == 2
        assert words in result.stdout + result.stderr


def test_layout_of_another_kernel(tmp_path):
    """One step and one row are enough of a document; what lies outside is named."""
    document = tmp_path / "layout.md"
    document.write_text(
        "| step | name | what |\n| --- | --- | --- |\n| 1 | boot | all of it |\n\n"
        "| start | end | symbol | what | alive | reuse | size |\n"
        "| --- | --- | --- | --- | --- | --- | --- |\n"
        "| 0x7000 | 0x7c00 | `STACK` | the stack | 1 | never | 3072 bytes |\n"
    )
    trace = tmp_path / "trace"
    push = b"(0).[5] [0x000000007c00] 0000:7c00 (unk. ctxt): push ax ; 50\n"
    for address, status, words in [
        (0x7BFE, 0, "100 % of 1 stores"),
        (0x7BFF, 1, "pushes to 0x7c00, which is in no row"),
    ]:
        store = f"[CPU0 WR]: LIN 0x{address:016x} PHY 0x{address:012x} (len=2, UC): 0x1234\n"
        trace.write_bytes(push + store.encode())
        result = observe("--trace", trace, "--layout", document)
        assert result.returncode == status, result.stdout + result.stderr
        assert words in result.stdout


def store_line(address: int, value: int) -> bytes:
    """The line of a store of two bytes."""
    text = f"[CPU0 WR]: LIN 0x{address:016x} PHY 0x{address:012x} (len=2, UC): 0x{value:04X}\n"
    return text.encode()


STORE = b"(0).[5] [0x000000007c00] 0000:7c00 (unk. ctxt): mov word ptr ds:[bx], ax ; 8907\n"
RUN = b"(0).[6] [0x000000008000] 0000:8000 (unk. ctxt): nop ; 90\n"


def test_file_is_compared_when_it_first_runs(tmp_path):
    """Equal, different, and never run; with the address, both bytes and the writer."""
    trace = tmp_path / "trace"
    file = tmp_path / "kernel@2.bin"
    file.write_bytes(b"\x90\xc3")
    for text, status, words in [
        (STORE + store_line(0x8000, 0xC390) + RUN, 0, "2 of 2 bytes were in memory as on disk"),
        (STORE + store_line(0x8000, 0xC490) + RUN, 1, "1 of 2 bytes differ, the first at 0x8001"),
        (STORE + store_line(0x8000, 0xC490) + RUN, 1, "(0xc4, and 0xc3 in the file), written by"),
        (STORE + store_line(0x8000, 0xC390), 2, "nothing of it ran"),
    ]:
        trace.write_bytes(text)
        result = observe("--trace", trace, "--file", f"{file}@0x8000")
        assert result.returncode == status, result.stdout + result.stderr
        assert words in result.stdout, result.stdout
    assert "No such file" in observe("--trace", trace, "--file", f"{tmp_path}/none@1").stdout


def test_allowed_addresses_give_notes(tmp_path):
    """The reason is shown, and what is elsewhere stays a finding."""
    trace = tmp_path / "trace"
    trace.write_bytes(STORE + store_line(0xC8000, 1))
    assert observe("--trace", trace).returncode == 1
    result = observe("--trace", trace, "--allow", "0xc0000-0xd0000=shadow RAM")
    assert result.returncode == 0, result.stdout
    assert "note: allowed (shadow RAM): mov word ptr" in result.stdout
    assert observe("--trace", trace, "--allow", "0xc9000-0xd0000=else").returncode == 1


def test_wrong_values_are_refused(tmp_path):
    """A value that cannot be read is named, and nothing is run."""
    for arguments, words in [
        (["--allow", "0x1000-0x2000"], "--allow takes START-END=REASON"),
        (["--allow", "0x2000-0x1000=why"], "--allow takes START-END=REASON"),
        (["--file", "kernel.bin"], "--file takes PATH@ADDRESS"),
        (["--file", "kernel.bin@here"], "--file takes PATH@ADDRESS"),
    ]:
        result = observe(*arguments, tmp_path / "image")
        assert result.returncode == 2
        assert words in result.stderr
