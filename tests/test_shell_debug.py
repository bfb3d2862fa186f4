"""What a debugger's shell does: names, writing, comparing, watching; in Bochs and in QEMU."""

import re
import time
import zlib

import pytest

from machine import BochsMachine, Config, QemuMachine
from machine.image import symbol_address


@pytest.fixture(scope="module", params=[BochsMachine, QemuMachine], ids=["bochs", "qemu"])
def debugged(request):
    """One machine for all tests of an emulator."""
    with request.param(Config()) as machine:
        machine.wait_prompt()
        yield machine


def test_names_of_the_kernel_are_addresses(debugged):
    place = symbol_address("kernel_main")
    answer = "\n".join(debugged.command("mem who kernel_main+0x4"))
    assert f"address  {place + 4:#x}" in answer and "symbol   kernel_main+0x4" in answer
    assert "symbol   uart.state+0x0" in debugged.command("mem who uart.state")
    difference = debugged.command("mem who kernel_main-kernel_entry")[0]
    assert int(difference.split()[1], 16) == place - symbol_address("kernel_entry")
    assert debugged.command("mem who *KERNEL_OFFSET2")[0] == "address  0x4e524b53"  # its header
    assert debugged.command("mem who kernel_mian")[0].endswith("did you mean kernel_main?")
    assert debugged.command("mem who *2G")[0].startswith("error: '*2G': there is no memory")
    debugged.drop_received()
    debugged.send(b"mem who kernel_ma\t\r")
    assert f"address  {place:#x}" in debugged.wait_for(r"frame .*\r\n")


def test_memory_is_written_compared_and_tested(debugged):
    first = debugged.command("mem alloc 2 debugged")[0].split()[3].split("-")[0]
    assert debugged.command(f"mem fill {first} 4K 0x5a")[0].startswith("wrote 4096 bytes")
    assert debugged.command(f"mem set {first}+0x10 kernel_main -w 4")[0].endswith(", debugged")
    place = symbol_address("kernel_main")
    dump = debugged.command(f"mem dump {first} 32 -w 4")
    assert f"{place:08x} = kernel_main+0x0" in dump[-1]
    assert debugged.command(f"mem copy {first} {first}+4K 4K")[0].startswith("wrote 4096 bytes")
    assert debugged.command(f"mem compare {first} {first}+4K 4K") == ["0 of 4096 bytes differ"]
    data = b"\x5a" * 16 + place.to_bytes(4, "little") + b"\x5a" * 4076
    assert f"0x{zlib.crc32(data):08x}" in debugged.command(f"mem crc {first}+4K 4K")[0]
    assert "is the kernel's code" in debugged.command("mem set kernel_main 0x90")[0]
    kept = debugged.command("mem set 0xffff0 0x55 -f")  # the BIOS, read-only in every emulator
    assert kept[-1] == "warning: 0xffff0 did not keep what was written"
    debugged.command(f"mem free {first} 2")
    before = debugged.json("mem frames -j")
    assert debugged.json("mem test 8M 256K -j")["errors"] == 0
    assert debugged.json("mem frames -j") == before
    debugged.assert_sound()


def test_the_difference_to_a_snapshot_is_named(debugged):
    debugged.command("mem snap 0 8M")
    debugged.command("mem set STAGE2+0x80 1")
    debugged.command("mem alloc 1 snapped")
    debugged.command("mem grab 3000 snapped")
    text = "\n".join(debugged.command("mem diff"))
    for place in ("STAGE2, reusable", "heap 'frame bitmap'", "main.state", "PM_STACK"):
        assert place in text
    written = symbol_address("kernel_main")
    debugged.command("mem snap kernel_entry kernel_entry+64K")
    byte = int(debugged.command("mem dump kernel_main 1")[0].split()[1], 16)
    debugged.command(f"mem set kernel_main {byte ^ 1} -f")
    changed = debugged.json("mem diff -j")
    (place,) = changed["ranges"]
    assert "kernel_main" in (place["place"], place["last_place"])
    assert int(place["start"], 16) <= written < int(place["end"], 16)
    debugged.command(f"mem set kernel_main {byte} -f")
    debugged.assert_sound()


def hits(machine):
    """The hits in the log, once the second has passed in which they are held back."""
    time.sleep(1.5)
    return [line for line in machine.command("log") if "  watch " in line]


def test_a_watch_names_who_wrote(debugged):
    """The word at the heap's cursor is the next one that heap_alloc writes: a header."""
    cursor = int(debugged.json("mem heap -j")["cursor"], 16)
    debugged.command(f"watch {cursor:#x} 4 rw")
    looked = debugged.command(f"mem dump {cursor:#x} 64")  # the shell's own look is no hit
    assert not any(line.startswith("watch") for line in looked)
    debugged.command("mem grab 64 probe")
    reported = hits(debugged)
    assert any("heap_alloc+0x" in hit for hit in reported), reported
    listed = debugged.command("watch")
    assert re.match(rf"1  rw 0x0*{cursor:x}-0x[0-9a-f]+ +[1-9]\d* hits ", listed[0]), listed
    assert "3 of 4 debug registers are free" in listed
    assert "4 of 4 debug registers are free" in debugged.command("watch off 1")


def test_a_breakpoint_reports_and_goes_on(debugged):
    debugged.command("bp frames_alloc_run")
    debugged.command("mem alloc 1 probe")
    reported = hits(debugged)
    debugged.command("watch off all")
    assert any("frames_alloc_run+0x0" in line and "runs" in line for line in reported)
    debugged.assert_sound()
