"""What people type: each make target's script, in a folder of its own beside theirs."""

import os
import re
import shutil
import subprocess

import pexpect
import pytest

from machine import ROOT
from machine.image import Image
from panes import Panes

TOOLS = ROOT / "tools"
PROMISED = set("all run demo debug shell watch image test lint bench soak clean help".split())


@pytest.fixture
def environment(tmp_path):
    """Another place for the machine's files than build/run, and a terminal type."""
    return dict(
        os.environ,
        STRATA_RUN=str(tmp_path / "run"),
        STRATA_REC=str(tmp_path / "telemetry.rec"),
        TERM="xterm-256color",
        LC_ALL="C.UTF-8",
    )


def run_script(name, environment, keys=None, timeout=90):
    """A script without a terminal; keys are its standard input."""
    return subprocess.run(
        [str(TOOLS / name)],
        env=environment,
        input=keys,
        stdin=subprocess.DEVNULL if keys is None else None,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )


def open_terminal(name, environment, rows=50, columns=170):
    """A script in a terminal."""
    return pexpect.spawn(
        str(TOOLS / name), env=environment, dimensions=(rows, columns), encoding="utf-8", timeout=30
    )


def test_help_lists_every_target():
    makefile = (ROOT / "Makefile").read_text()
    targets = re.search(r"^\.PHONY: (all .*)$", makefile, re.MULTILINE).group(1).split()
    answer = subprocess.check_output(["make", "-s", "help"], cwd=ROOT, text=True)
    assert re.findall(r"^  make ([a-z-]+) ", answer, re.MULTILINE) == targets
    assert PROMISED <= set(targets)


@pytest.mark.parametrize("script", ["demo.sh", "run.sh"])
def test_without_a_terminal_the_demonstration_runs(environment, script):
    done = run_script(script, environment)
    assert done.returncode == 0, done.stderr
    for told in ("strata> mem e820", "BIOS-e820: [base=", " checks, 0 failed", "in sync"):
        assert told in done.stdout


@pytest.mark.parametrize("script, variables, told", [
    ("run.sh", {"MAP": "log"}, "MAP and MEGS need a terminal"),
    ("debug.sh", {"MAP": "/dev/null"}, "/dev/null: no e820 map in its 0 lines"),
    ("debug.sh", {"MAP": "/no/log"}, "/no/log: No such file"),
    ("debug.sh", {"MEGS": "much"}, "MEGS is a number of MiB, not much"),
])
def test_a_memory_map_that_cannot_be_given_is_refused_before_the_machine(
        environment, script, variables, told):
    done = run_script(script, dict(environment, **variables), timeout=20)
    assert done.returncode == 1
    assert told in done.stderr


def test_demonstration_of_a_machine_that_does_not_boot_says_why(tmp_path):
    """A copy of the tree's scripts beside a build whose kernel is damaged."""
    tree = tmp_path / "tree"
    (tree / "build").mkdir(parents=True)
    for name in ("tools", "tests"):
        shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("data"))
    shutil.copy(ROOT / "bochsrc", tree)
    image = Image()
    image.data[image.kernel_offset + 600] ^= 1
    image.write(tree / "build" / "disk.img")
    script = tree / "tests" / "demo.py"
    script.write_text(script.read_text().replace("machine.wait_prompt()", "machine.wait_prompt(5)"))
    done = subprocess.run(
        [str(tree / "tools" / "demo.sh")], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 1
    assert "the demonstration failed" in done.stderr and "E28" in done.stderr


def test_run_shows_machine_shell_and_viewer_until_poweroff(environment, tmp_path):
    terminal = open_terminal("run.sh", environment)
    panes = Panes(terminal, 170, 50)
    panes.wait("strata>", "in sync", "machine (Bochs)", "memviz")
    terminal.send("mem who STAGE1\r")
    panes.wait("0x7c00-0x7e00")
    second = open_terminal("run.sh", environment)
    second.expect("a machine of this checkout runs already")
    terminal.send("poweroff\r")
    terminal.expect("the machine was switched off")
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 0
    assert not (tmp_path / "run" / "tmux.sock").exists() or no_process_uses(tmp_path)


def no_process_uses(folder):
    """Whether nothing that was started with the folder on its command line still runs."""
    for process in os.listdir("/proc"):
        try:
            with open(f"/proc/{process}/cmdline", "rb") as line:
                if str(folder).encode() in line.read():
                    return False
        except OSError:
            pass
    return True


@pytest.mark.parametrize("leave", ["poweroff\r", "\x1d"], ids=["poweroff", "escape"])
def test_shell_connects_and_leaves_nothing_behind(environment, tmp_path, leave):
    terminal = open_terminal("shell.sh", environment)
    terminal.expect("Ctrl-]")
    terminal.expect("strata> ")
    terminal.send("mem frames\r")
    terminal.expect("30704")
    terminal.expect("strata> ")
    terminal.send(leave)
    terminal.expect("the machine was (switched off|stopped)")
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert no_process_uses(tmp_path)


def test_shell_without_a_terminal_is_refused(environment):
    done = run_script("shell.sh", environment)
    assert done.returncode == 1 and "needs a terminal" in done.stderr


def test_watch_before_any_machine_shows_an_empty_frame(environment):
    done = run_script("watch.sh", environment)
    assert done.returncode == 0 and "nothing recorded yet" in done.stdout


def test_packages_that_cannot_be_installed_are_named(tmp_path):
    """A PATH with a shell and little else stands for a machine that lacks everything, apt too."""
    for name in ("sh", "id", "cat", "mktemp", "tail"):
        (tmp_path / name).symlink_to(shutil.which(name))
    done = subprocess.run(
        [str(TOOLS / "deps.sh"), "build", "run"],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=10,
        check=False,
    )
    assert done.returncode == 1
    command = done.stderr.splitlines()[-1]
    assert "apt-get install --no-install-recommends" in command
    assert {"gcc", "nasm", "socat"} <= set(command.split())


def test_nothing_is_installed_when_all_is_there(tmp_path):
    """apt-get and sudo that fail when called come first in PATH."""
    for name in ("apt-get", "sudo"):
        (tmp_path / name).write_text("#!/bin/sh\nexit 99\n")
        (tmp_path / name).chmod(0o755)
    subprocess.run(
        [str(TOOLS / "deps.sh"), "build", "run", "test"],
        env=dict(os.environ, PATH=f"{tmp_path}:{os.environ['PATH']}"),
        check=True,
        timeout=10,
    )
