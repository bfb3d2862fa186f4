"""make debug and make gdb: stops, symbols, telemetry at each stop, watchpoints."""

import json
import os
import re
import subprocess

import pexpect
import pytest

from machine import ROOT, decode
from panes import Panes

TOOLS = ROOT / "tools"
LOG = ROOT / "tests" / "data" / "e820-logs" / "xen-console.log"
STEPS = "step1_stage1 step2_stage2 step3_e820 step4_load step5_protected step6_kernel".split()
PROMPT = r"<bochs:\d+> "


class Debugger:
    """make debug's script on a terminal, without tmux."""

    def __init__(self, folder, **variables):
        self.recording = folder / "telemetry.rec"
        environment = dict(
            os.environ,
            PLAIN="1",
            STRATA_RUN=str(folder / "run"),
            STRATA_REC=str(self.recording),
            TERM="dumb",
            **variables,
        )
        self.terminal = pexpect.spawn(
            str(TOOLS / "debug.sh"),
            env=environment,
            dimensions=(50, 200),
            encoding="utf-8",
            timeout=60,
            echo=False,
        )
        self.greeting = self._wait()

    def _wait(self):
        self.terminal.expect(PROMPT)
        return self.terminal.before.replace("\r\n", "\n")

    def __call__(self, command):
        self.terminal.sendline(command)
        return self._wait()

    def steps_told(self):
        """The boot steps of the recording, and its last record."""
        records = decode(self.recording.read_bytes()).records
        return [r["step"] for r in records if r["t"] == "boot"], records[-1]

    def close(self):
        self.terminal.sendline("q")
        self.terminal.expect(pexpect.EOF)
        self.terminal.close()


@pytest.fixture
def debug(tmp_path):
    """Starts debuggers, and ends them."""
    started = []

    def start(**variables):
        started.append(Debugger(tmp_path, **variables))
        return started[-1]

    yield start
    for debugger in started:
        debugger.close()


def test_six_times_c_stops_at_the_six_steps(debug):
    """At each stop the recording ends with the step's record, and the symbols are ours."""
    debugger = debug()
    assert "0000:7c00 (stage1+0)" in debugger.greeting
    for number, name in enumerate(STEPS, 1):
        stop = debugger("c")
        mode = "0000" if number < 5 else "0008"
        assert f"Breakpoint {number}," in stop
        assert re.search(rf"^\(0\) \[\w+\] {mode}:\w+ \({name}\+0\)", stop, re.MULTILINE), stop
        steps, last = debugger.steps_told()
        assert steps == list(range(1, number + 1))
        assert last["t"] == "boot" and last["step"] == number
        assert re.search(rf"\( *{name}\+0\): ", debugger("u /1"))
        assert f"<{name}+0>:" in debugger(f'x /4xb "{name}"')
        listed = debugger('info symbols "step"')
        assert re.findall(r"[0-9a-f]{16}: (step[1-6]_\w+)", listed).count(name) == 1


def test_symbols_name_places_of_the_loader_and_the_kernel(debug):
    debugger = debug(STEP="6")
    assert "(kernel_main+" in debugger("print-stack 1")
    assert "kernel_main" in debugger('info symbols "kernel_main"')
    assert re.search(r"\( *kernel_entry\+0\): cld", debugger('u "kernel_entry" "kernel_main"'))
    assert "<stage2+0>" in debugger('x /1xb "stage2"')
    symbols = (ROOT / "build" / "boot" / "boot.sym").read_text()
    gdt = re.search(r"^(\w+) gdt$", symbols, re.MULTILINE)
    assert "<gdt+8>" in debugger(f"x /2xw {int(gdt[1], 16) + 8:#x}")


def test_a_session_can_begin_at_any_step_and_on_the_map_of_a_log(debug):
    debugger = debug(STEP="4", MAP=str(LOG), MEGS="64")
    assert "stopped at boot step 4" in debugger.greeting
    banner = " ".join(debugger.greeting.split())
    assert "strata: a machine of 64 MiB" in banner
    assert f"strata: the BIOS gives the memory map of {LOG}" in banner
    assert "and the machine has 64: what lies above is not there" in banner
    read = subprocess.run([ROOT / "build" / "memviz", "e820", "--json", LOG],
                          capture_output=True, check=True)
    wanted = [(int(raw["base"], 16), int(raw["length"], 16), raw["type"])
              for raw in json.loads(read.stdout)["raw"]]
    records = decode(debugger.recording.read_bytes()).records
    raw = [r for r in records if r["t"] == "raw"]
    assert [(int(r["base"], 16), int(r["length"], 16), r["type"]) for r in raw] == wanted
    assert debugger.greeting.rstrip().splitlines()[-1].split()[3] == "(step4_load+0):"
    assert debugger.steps_told()[0] == [1, 2, 3, 4]
    assert "(step5_protected+0)" in debugger("c")


@pytest.mark.parametrize("step", ["0", "7", "four"])
def test_another_step_is_refused(step, tmp_path):
    done = subprocess.run(
        [str(TOOLS / "debug.sh")],
        env=dict(os.environ, STEP=step, STRATA_RUN=str(tmp_path / "run")),
        capture_output=True,
        text=True,
        timeout=10,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == f"strata: STEP={step} is not a boot step: give a number from 1 to 6\n"


def test_nobody_writes_where_the_layout_has_nothing_to_write(debug):
    """With each step's watchpoints set as its work begins, a sound boot goes on to the next."""
    debugger = debug()
    debugger("c")
    for number, name in enumerate(STEPS[1:], 1):
        assert "inserted" in debugger(f"source build/gen/layout.watch{number}")
        stop = debugger("c")
        if number == 4:
            # Step 5 begins on its own stack, some instructions before its breakpoint.
            assert "Caught write watch point at 0x00000008fffc" in stop
            assert "inserted" in debugger("source build/gen/layout.watch5")
            stop = debugger("c")
        assert f"({name}+0)" in stop
    debugger("source build/gen/layout.watch6")
    debugger.terminal.sendline("c")
    assert debugger.terminal.expect([PROMPT, pexpect.TIMEOUT], timeout=3) == 1
    debugger.terminal.sendintr()
    debugger.terminal.expect(PROMPT)
    assert "Caught" not in debugger.terminal.before
    kinds = {record["t"] for record in decode(debugger.recording.read_bytes()).records}
    assert {"hello", "heap"} <= kinds


def test_a_write_to_memory_that_is_not_alive_stops(debug):
    """Step 3's watchpoints, kept in step 4: the first sector in the load buffer stops."""
    debugger = debug(STEP="3")
    debugger("source build/gen/layout.watch3")
    assert "(step4_load+0)" in debugger("c")
    stop = debugger("c")
    assert "Caught write watch point at 0x000000001000" in stop and "rep insd" in stop


def test_without_a_display_the_windows_are_refused(tmp_path):
    environment = dict(os.environ, STRATA_RUN=str(tmp_path / "run"), DISPLAY="", WAYLAND_DISPLAY="")
    done = subprocess.run(
        [str(TOOLS / "debug-gui.sh")],
        env=environment,
        capture_output=True,
        text=True,
        timeout=10,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("strata: no display") and "make debug needs none" in done.stderr


def test_tmux_shows_debugger_viewer_and_shell(tmp_path):
    environment = dict(
        os.environ,
        STRATA_RUN=str(tmp_path / "run"),
        STRATA_REC=str(tmp_path / "telemetry.rec"),
        TERM="xterm-256color",
        LC_ALL="C.UTF-8",
    )
    environment.pop("PLAIN", None)
    terminal = pexpect.spawn(
        str(TOOLS / "debug.sh"), env=environment, dimensions=(50, 200), encoding="utf-8", timeout=30
    )
    panes = Panes(terminal, 200, 50)
    panes.wait("debugger (Bochs)", "memviz", "shell (COM1)", "<bochs:")
    for number, name in enumerate(STEPS, 1):
        terminal.send("c\r")
        panes.wait(f"({name}+0)", f"{number} {name.split('_')[1]}")
    terminal.send("q\r")
    terminal.expect(pexpect.EOF)
    terminal.close()


GDB_COMMANDS = """x/2i $pc
strata e820
continue
x/1i $pc
continue
continue
strata e820
strata frames
continue
continue
info symbol $pc
continue
backtrace 1
tbreak console_run
continue
strata e820
strata frames
strata regions
strata heap
strata layout
strata who 0x7c10
strata who kernel_main
strata who 0x7fe0000
strata who 1ull << 40
strata who
"""


@pytest.fixture(scope="module")
def gdb(tmp_path_factory):
    """What make gdb's script prints from 0x7c00 to the shell's first instruction."""
    folder = tmp_path_factory.mktemp("gdb")
    commands = folder / "commands"
    commands.write_text(GDB_COMMANDS)
    subprocess.run(["make", "-s", "build/boot/boot.elf"], cwd=ROOT, check=True, timeout=120)
    done = subprocess.run(
        [str(TOOLS / "gdb.sh"), "-batch", "-x", str(commands)],
        env=dict(
            os.environ, STRATA_RUN=str(folder / "run"), STRATA_REC=str(folder / "rec"), STEP=""
        ),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_gdb_stops_at_the_steps_and_reads_both_kinds_of_code(gdb):
    stops = re.findall(r"^(?:Temporary b|B)reakpoint \d, (?:0x\w+ in )?(\w+) ", gdb, re.MULTILINE)
    assert stops == ["stage1", *STEPS, "console_run"]
    assert re.search(r"<stage1\+2>:\s+nop", gdb)
    assert re.search(r"<step1_stage1>:\s+call", gdb)
    assert "step5_protected in section .boot" in gdb
    assert re.search(r"^#0  step6_kernel \(\)", gdb, re.MULTILINE)


def test_gdb_tells_map_frames_and_regions(gdb):
    assert "no memory map yet: it is stored in boot step 3" in gdb
    assert "no frame bitmap yet" in gdb
    assert gdb.count("raw: 6 entries") == 2 and gdb.count("clean: 6 ranges") == 1
    assert gdb.count("0x0000000000100000-0x0000000007fe0000 type 1 free") == 3
    assert "32736 frames: 30688 free, 0 used, 2048 reserved" in gdb
    assert "0x0000000000800000-0x0000000007fe0000 free, 30688 frames" in gdb
    last = gdb[gdb.index("boot step 6") :]
    assert re.search(r"^0x0{12}7c00-0x0{12}7e00 -     STAGE1 ", last, re.MULTILINE)
    assert re.search(r"^0x0{11}8b000-0x0{11}90000 alive PM_STACK ", last, re.MULTILINE)
    heap = r"^kernel 0x100000-0x\w+, heap 0x\w+-0x800000, cursor 0x\w+$"
    assert re.search(heap, last, re.MULTILINE)


def test_gdb_lists_the_heap_and_the_layout(gdb):
    last = gdb[gdb.index("boot step 6") :]
    assert re.search(r"^start 0x\w+  cursor 0x\w+  end 0x800000$", last, re.MULTILINE)
    assert re.search(r"^0x\w+-0x\w+ +\d+ bytes  frame bitmap$", last, re.MULTILINE), last
    row = r"^0x0{12}7c00-0x\w+ STAGE1 +alive from step 1, reusable from step"
    assert re.search(row, last, re.MULTILINE)
    assert "damaged" not in last


def test_gdb_knows_everything_of_an_address(gdb):
    asked = gdb[gdb.index("0x0000000000007c10\n") :]
    answers = re.split(r"^0x\w{16}\n|^usage: strata who ADDR$", asked, flags=re.MULTILINE)
    of_loader, of_code, of_firmware, of_nothing = answers[1:5]
    assert "declared: STAGE1+0x10, not in use in step 6" in of_loader
    assert "clean e820 range 0x0-0x9fc00: type 1 free" in of_loader
    assert "frame 7: reserved" in of_loader
    assert "declared: KERNEL_OFFSET2+" in of_code and "alive in step 6" in of_code
    assert "raw e820 entry 4: type 2 reserved" in of_firmware
    assert of_nothing.strip() == "no account has anything at this address"
    assert "usage: strata who ADDR" in asked
