"""What a debugger's shell does: names, writing, comparing, watching; in Bochs and in QEMU."""

import re
import subprocess
import time
import zlib

import pytest

from machine import ROOT, BochsMachine, Config, QemuMachine
from machine.base import PROMPT, STOPPED_PROMPT
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
    debugged.wait_quiet(0.2)
    assert f"address  {place:#x}" in debugged.screen()  # which shows the same session


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


def successors():
    """For each instruction of the kernel, as objdump has it: what may be executed after it,
    where calls are entered, and where they are stepped over. None: what is on the stack."""
    text = subprocess.check_output(
        ["objdump", "-d", "--no-show-raw-insn", "-M", "intel", ROOT / "build/kernel/kernel.elf"],
        text=True,
    )
    lines = re.findall(r"^ +([0-9a-f]+):\t(\w+)(?: +(\S+))?", text, re.MULTILINE)
    into, over, held = {}, {}, []
    for (place, name, operand), after in zip(lines, lines[1:]):
        place, follows = int(place, 16), int(after[0], 16)
        target = int(operand, 16) if re.fullmatch("[0-9a-f]+", operand) else None
        over[place] = {follows}
        if name == "ret":
            over[place] = {None}
        elif name.startswith("j"):
            over[place] = {target} if name == "jmp" else {target, follows}
        into[place] = over[place]
        if name == "call":
            into[place] = {target}
        elif name.startswith("rep"):  # a step is one round
            into[place] = {place, follows}
        elif name == "sti":  # QEMU holds traps back for an instruction, as it does interrupts
            held.append((place, follows))
    for place, follows in held:
        into[place] = {follows} | into[follows]
    return into, over


def places(lines):
    """The addresses that steps have come to; what was stopped may have printed as well."""
    return [int(place, 16) for place in re.findall(r"\(0x([0-9a-f]{8})\)", "\n".join(lines))]


def follow(machine, command, allowed, place, end):
    """Step until end is to be executed; how many instructions were."""
    count = 0
    while place != end:
        came_to = places(machine.command(command))
        assert came_to, f"{command} from {place:#x} went nowhere"
        for came in came_to:
            assert allowed[place] & {came, None}, f"{command}: from {place:#x} to {came:#x}"
            place, count = came, count + 1
            if place == end:
                break
    return count


def stop_at(machine, function, command):
    """Set a breakpoint that stops, and run into it; the instruction there."""
    assert machine.command(f"bp -s {function}")[0].endswith("the kernel stops at a hit")
    told = machine.command(command)
    assert machine.transcript().endswith(STOPPED_PROMPT)
    assert f"{function}+0x0" in told[1] and told[1].endswith("runs"), told
    return places(told[2:3])[0]


def run_on(machine):
    """Type go, where nothing is left to be answered."""
    machine.drop_received()
    machine.send(b"go\r")
    machine.wait_for(re.escape(PROMPT) + "$")


def test_steps_follow_a_function_instruction_by_instruction(debugged):
    """Calls are entered by step and passed by over, as the disassembly of the function says."""
    into, over = successors()
    start = stop_at(debugged, "cmd_uptime_run", "uptime")
    assert start == symbol_address("cmd_uptime_run")
    callers = debugged.command("bt")
    assert "cmd_uptime_run+0x0" in callers[0] and "shell_run+0x" in callers[1]
    end = places(callers)[1]
    assert f"eip {start:08x}" in "\n".join(debugged.command("regs"))
    assert "this shell only looks; go lets it run" in debugged.command("mem set 8M 1")[0]
    debugged.drop_received()
    passed = follow(debugged, "over", over, start, end)
    assert " since the kernel started" in debugged.transcript()[-9000:]
    run_on(debugged)
    debugged.command("uptime")
    entered = follow(debugged, "step 20", into, start, symbol_address("fmt_divide"))
    debugged.command("watch off all")
    assert debugged.command("go")[0].endswith(" since the kernel started")
    assert passed > 15 and entered > 15, (passed, entered)
    debugged.assert_sound()


def test_a_watch_stops_where_memory_is_written(debugged):
    """Also where the kernel is idle and interrupts are served: the line typed comes back."""
    cursor = int(debugged.json("mem heap -j")["cursor"], 16)
    debugged.command(f"watch {cursor:#x} 4 rw -s")
    told = debugged.command("mem grab 32 stopped")
    assert "heap_alloc+0x" in told[1] and " touched heap" in told[1], told
    stopped = [r for r in debugged.telemetry().of_type("watch") if r.get("stopped")]
    assert int(stopped[-1]["start"], 16) == cursor and "heap_alloc+0x" in stopped[-1]["place"]
    debugged.command("watch off all")
    assert debugged.command("go")[0].startswith("took 32 bytes")
    debugged.send(b"bp -s pit_handle_interrupt\r")
    debugged.wait_for(r"stopped before pit_handle_interrupt\+0x0 (?s:.*)strata\? $")
    debugged.command("watch off all")
    run_on(debugged)
    assert "heap_alloc" in "\n".join(debugged.command("log"))
    debugged.assert_sound()


def count_hits(machine):
    """The hits of all watches."""
    listed = "\n".join(machine.command("watch"))
    return sum(int(count) for count in re.findall(r" (\d+) hits ", listed))


def test_a_storm_of_hits_leaves_the_shell_answering(debugged):
    """Some 10,000 a second, of what the telemetry calls for each byte: folded, and counted."""
    for function in ("uart_put", "ring_put", "ring_get"):
        debugged.command(f"bp {function}")
    before = len(debugged.command("log"))
    for _ in range(40):
        if count_hits(debugged) >= 10000:
            break
        time.sleep(0.1)
    assert count_hits(debugged) >= 10000
    assert debugged.command("version")[-1].startswith("Strata ")
    assert "more hits; watch has the counts" in debugged.transcript()
    debugged.command("watch off all")
    assert len(debugged.command("log")) - before < 40
    debugged.command("bp cpu_ticks")  # which the note of a hit calls
    debugged.command("mem set 8M 1")  # is logged
    assert count_hits(debugged) > 0
    debugged.command("watch off all")
    debugged.assert_sound()
