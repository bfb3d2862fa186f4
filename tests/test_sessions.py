"""make run, make debug and make gdb in terminals of every size: panes, keys, and the end."""

import os
import subprocess
import time

import pexpect
import pytest

from machine import ROOT
from panes import Panes

TOOLS = ROOT / "tools"
NEXT_PANE = "\x02o"
LEAVE = "\x02d"
SIZES = [(180, 50), (132, 43), (100, 30), (80, 24), (40, 12), (40, 6)]


def name_of_size(size):
    """80x24, for the names of the tests."""
    return f"{size[0]}x{size[1]}"


class Session:
    """One of the scripts in a terminal of its own."""

    def __init__(self, script, folder, size):
        self.folder = folder
        environment = dict(
            os.environ,
            STRATA_RUN=str(folder / "run"),
            STRATA_REC=str(folder / "telemetry.rec"),
            TERM="xterm-256color",
            LC_ALL="C.UTF-8",
            STEP="",
        )
        environment.pop("PLAIN", None)
        self.terminal = pexpect.spawn(
            str(TOOLS / script),
            env=environment,
            dimensions=(size[1], size[0]),
            encoding="utf-8",
            timeout=30,
        )
        self.panes = Panes(self.terminal, *size)

    def shows(self, *texts):
        self.panes.wait(*texts)

    def type(self, keys):
        self.terminal.send(keys)

    def end(self):
        """The exit code and the last lines of the script, of which nothing may be left."""
        self.terminal.expect(pexpect.EOF)
        last = self.terminal.before
        self.terminal.close()
        for _ in range(50):  # a machine that was told to end takes a moment
            left = subprocess.run(["pgrep", "-af", self.folder], capture_output=True, check=False)
            if not left.stdout:
                break
            time.sleep(0.1)
        assert left.stdout == b""
        return self.terminal.exitstatus, last


@pytest.fixture
def session(tmp_path):
    """Starts sessions, and ends what a failed test leaves."""
    started = []

    def start(script, size):
        started.append(Session(script, tmp_path, size))
        return started[-1]

    yield start
    for one in started:
        one.terminal.close(force=True)


@pytest.mark.parametrize("size", SIZES, ids=name_of_size)
def test_run_has_a_shell_that_answers_and_is_left_without_an_error(session, size):
    run = session("run.sh", size)
    run.shows("strata>", "Ctrl-B")
    run.type("version\r")
    run.shows("strata> version", "Strata 0.")
    run.type(LEAVE)
    code, last = run.end()
    assert code == 0 and "strata: you left; the machine was stopped" in last


@pytest.mark.parametrize("size", [(132, 43), (80, 24), (40, 12)], ids=name_of_size)
def test_one_key_visits_viewer_shell_and_machine(session, size):
    """From the shell on: the machine's pane and the viewer come, and then the shell again."""
    run = session("run.sh", size)
    run.shows("strata>")
    run.type(NEXT_PANE)
    run.shows("f000:fff0")  # the first instruction of the BIOS
    run.type(NEXT_PANE)
    run.shows("memviz")
    run.type(NEXT_PANE + "uptime\r")
    run.shows("uptime")
    run.type("poweroff\r")
    code, last = run.end()
    assert code == 0 and "strata: the machine was switched off" in last


@pytest.mark.parametrize("size", [(100, 30), (80, 24)], ids=name_of_size)
def test_debug_in_a_small_terminal_has_debugger_and_map(session, size):
    debug = session("debug.sh", size)
    debug.shows("memviz", "debugger (Bochs)", "<bochs:1>")
    debug.type("c\r")
    debug.shows("(step1_stage1+0)")
    debug.type("q\r")
    code, last = debug.end()
    assert code == 0 and "strata: you left" in last


def test_debug_shows_no_plugins_of_bochs(session):
    debug = session("debug.sh", (132, 43))
    debug.shows("<bochs:1>")
    assert not [line for line in debug.panes.screen.display if "PLUGIN" in line or "lt_dl" in line]
    debug.type(LEAVE)
    assert debug.end()[0] == 0


def test_gdb_is_interrupted_asked_and_left(session):
    gdb = session("gdb.sh", (132, 43))
    gdb.shows("gdb (QEMU)", "memviz", "shell (COM1)", "(gdb)")
    gdb.type("delete\r")
    gdb.type("c\r")
    gdb.shows("Strata 0.", "in sync")
    gdb.type("\x03")
    gdb.shows("SIGINT")
    gdb.type("strata frames\r")
    gdb.shows("frames: ", "reserved, ")
    gdb.type("c\r")
    gdb.shows("Continuing")
    gdb.type("\x03")
    gdb.type("q\r")
    code, last = gdb.end()
    assert code == 0 and "strata: gdb ended; the machine was stopped" in last


def machine_script(folder, commands):
    """The command that runs a piece of shell with the functions of tools/machine.sh."""
    environment = dict(os.environ, STRATA_RUN=str(folder), STRATA_REC=str(folder / "rec"))
    script = f". tools/machine.sh; {commands}"
    return {"args": ["sh", "-c", script, "tools/machine.sh"], "cwd": ROOT, "env": environment}


@pytest.fixture
def dying(tmp_path):
    """Makes a machine whose boot sector is the given code; COM1 leads nowhere."""

    def make(code):
        sector = code.ljust(510, b"\0") + b"\x55\xaa"
        (tmp_path / "disk.img").write_bytes(sector.ljust(16 * 63 * 512, b"\0"))
        (tmp_path / "com1").symlink_to("/dev/null")
        (tmp_path / "rc").write_text("c\n")
        return tmp_path

    return make


def test_a_triple_fault_is_named(dying):
    """lidt of an empty table at 0x7c06, then int3: no handler, and none for what follows."""
    folder = dying(bytes.fromhex("0f011e067ccc000000000000"))
    done = subprocess.run(
        **machine_script(folder, 'machine_run "$run_dir/rc"; machine_verdict'),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert "strata: the machine died of a triple fault; make observe names its cause" in done.stdout


def test_a_halt_with_interrupts_off_is_named(dying):
    """cli; hlt: Bochs goes on until it is ended, and its pane has the sentence."""
    folder = dying(bytes.fromhex("faf4"))
    terminal = pexpect.spawn(
        "sh",
        machine_script(folder, 'machine_run "$run_dir/rc"')["args"][1:],
        cwd=ROOT,
        env=machine_script(folder, "")["env"],
        timeout=60,
        encoding="utf-8",
    )
    terminal.expect("strata: the processor halted with interrupts off, and nothing can wake it")
    terminal.expect("make observe finds it")
    terminal.sendintr()
    terminal.expect("<bochs:")
    terminal.sendline("q")
    terminal.expect(pexpect.EOF)
    terminal.close()


@pytest.mark.parametrize(
    "log, code, words",
    [
        ("1p[ACPI  ] >>PANIC<< ACPI control: soft power off\n", 1, "Bochs ended: ACPI"),
        ("00012i[ACPI  ] shutdown requested\n", 0, "the machine was switched off"),
        ("00012p[HD    ] >>PANIC<< could not open the image\n", 1, "could not open the image"),
        ("00012i[SIM   ] quit_sim called with exit code 1\n", 0, "you left"),
        ("", 1, "Bochs ended without a reason"),
    ],
)
def test_verdict_reads_the_log(tmp_path, log, code, words):
    (tmp_path / "ended").touch()
    (tmp_path / "bochs.log").write_text(log)
    done = subprocess.run(
        **machine_script(tmp_path, "machine_verdict"), capture_output=True, text=True, check=False
    )
    assert (done.returncode, words in done.stdout) == (code, True), done.stdout
