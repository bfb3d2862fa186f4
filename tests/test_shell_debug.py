"""What a debugger's shell does: names, writing, comparing, watching; in Bochs and in QEMU."""

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
