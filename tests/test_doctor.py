"""make doctor: each broken environment is named, with what to do; a sound one passes."""

import os
import shutil
import subprocess

import pexpect
import pytest

from machine import ROOT


@pytest.fixture
def tree(tmp_path):
    """A copy of the tree that a test may break, as far as the doctor looks at it."""
    copy = tmp_path / "tree"
    copy.mkdir()
    shutil.copytree(ROOT / "tools", copy / "tools")
    shutil.copy(ROOT / "bochsrc", copy)
    return copy


@pytest.fixture
def commands(tmp_path):
    """A folder with every command of this machine, from which a test may remove some."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for place in ("/usr/local/bin", "/usr/bin", "/bin"):
        for name in os.listdir(place) if os.path.isdir(place) else ():
            if not (folder / name).exists() and not (folder / name).is_symlink():
                (folder / name).symlink_to(os.path.join(place, name))
    return folder


def replace(commands, name, script):
    """Put a script in a command's place."""
    (commands / name).unlink()
    (commands / name).write_text(f"#!/bin/sh\n{script}\n")
    (commands / name).chmod(0o755)


def examine(tree, *arguments, commands=None, **variables):
    """The doctor's exit code and problems: {name: (what was found, what to do)}."""
    environment = dict(os.environ, LC_ALL="C.UTF-8", LINES="50", COLUMNS="170", **variables)
    if commands is not None:
        environment["PATH"] = str(commands)
    done = subprocess.run(
        [str(tree / "tools" / "doctor.sh"), *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=30,
        start_new_session=True,  # no terminal to ask for its size
        check=False,
    )
    assert done.stderr == ""
    lines = done.stdout.splitlines()
    found = [index for index, line in enumerate(lines) if line.startswith("PROBLEM")]
    problems = {lines[i].split()[1]: (lines[i][19:], lines[i + 1].strip()) for i in found}
    assert done.returncode == (1 if problems else 0), done.stdout
    if problems:
        assert lines[-1] == f"doctor: {len(problems)} problem(s)"
    return problems


def only(problems, name):
    """What was found and what is advised, where nothing but that is wrong."""
    assert list(problems) == [name]
    return problems[name]


def test_a_sound_machine_passes(tree):
    assert examine(tree) == {}
    assert examine(tree, "--machine") == {}


@pytest.mark.parametrize("name", ["bochs", "socat", "tmux"])
def test_a_missing_command_is_named(tree, commands, name):
    (commands / name).unlink()
    found, advice = only(examine(tree, commands=commands), name)
    assert f"no {name}" in found
    assert "apt-get install" in advice and name in advice


def test_a_missing_assembler_is_named(tree, commands):
    (commands / "nasm").unlink()
    found, advice = only(examine(tree, commands=commands), "build")
    assert found == "missing: nasm" and "nasm" in advice


def test_a_bochs_without_debugger_is_named(tree, commands):
    replace(commands, "bochs", "echo 'Usage: bochs [flags] [bochsrc options]'")
    found, advice = only(examine(tree, commands=commands), "bochs")
    assert "without its debugger" in found and "--enable-debugger" in advice


def test_a_missing_bios_is_named(tree):
    text = (tree / "bochsrc").read_text().replace("BIOS-bochs-latest", "BIOS-nowhere")
    (tree / "bochsrc").write_text(text)
    found, advice = only(examine(tree), "bios")
    assert found == "missing: /usr/share/bochs/BIOS-nowhere" and "bochsbios" in advice


def test_a_missing_display_library_is_named(tree, tmp_path):
    found, advice = only(examine(tree, LTDL_LIBRARY_PATH=str(tmp_path)), "display")
    assert "sdl2" in found and "bochs-sdl" in advice


def test_an_old_tmux_is_named(tree, commands):
    replace(commands, "tmux", "echo tmux 2.9a")
    found, _ = only(examine(tree, commands=commands), "tmux")
    assert found == "tmux 2.9 is too old"


def test_a_locale_without_utf8_is_named(tree, commands):
    replace(commands, "locale", "LC_ALL=C exec /usr/bin/locale charmap")
    found, advice = only(examine(tree, commands=commands), "locale")
    assert "not UTF-8 but ANSI_X3.4-1968" in found and "C.UTF-8" in advice


def test_a_build_folder_that_cannot_be_written_is_named(tree):
    (tree / "build").write_text("a file in its place: even root cannot write into that\n")
    found, advice = only(examine(tree), "build/")
    assert found == "cannot be written" and "chown" in advice


def test_a_full_disk_is_named(tree, commands):
    replace(commands, "df", "echo head; echo /dev/disk 1000000 990000 10240 99% /")
    found, advice = only(examine(tree, commands=commands), "disk")
    assert found == "only 10 MiB free here" and "100 MiB" in advice


def test_a_small_terminal_is_named(tree):
    terminal = pexpect.spawn(
        str(tree / "tools" / "doctor.sh"),
        env=dict(os.environ, LC_ALL="C.UTF-8"),
        dimensions=(20, 60),
        encoding="utf-8",
        timeout=30,
    )
    terminal.expect("PROBLEM terminal   too small: 60 x 20")
    terminal.expect("at least 80 x 24")
    terminal.expect("1 problem")
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 1


def test_several_problems_are_all_named(tree, commands):
    for name in ("socat", "bochs"):
        (commands / name).unlink()
    assert set(examine(tree, commands=commands)) == {"bochs", "socat"}


def test_run_names_what_is_missing_and_does_not_start(tree, commands):
    (commands / "socat").unlink()
    done = subprocess.run(
        [str(tree / "tools" / "run.sh")],
        env=dict(os.environ, PATH=str(commands)),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 1
    assert "PROBLEM socat" in done.stdout and "doctor: 1 problem" in done.stdout


def test_what_only_some_targets_need_is_a_hint(tree, commands):
    (commands / "gdb").unlink()
    assert examine(tree, commands=commands) == {}
