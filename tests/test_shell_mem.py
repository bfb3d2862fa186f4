"""The commands: what they print, what they change, and that bad input changes nothing."""

import re

import pytest

from machine import Config, QemuMachine
from machine.maps import LINE, format_entry, parse_line

FRAME = 4096
HEX = re.compile(r"^(0|[1-9a-f][0-9a-f]*)$")


def state(machine):
    """All that a refused command must leave as it was: not how deep it used the stack."""
    frames, heap, layout, e820 = (
        machine.json(f"mem {what} -j") for what in ("frames", "heap", "layout", "e820")
    )
    layout["marks"] = [mark for mark in layout["marks"] if mark["symbol"] != "stack_low"]
    return [frames, heap, layout, e820]


def addresses(lines):
    """The 0x numbers of an answer."""
    return [int(text, 16) for text in re.findall(r"\b0x[0-9a-f]+\b", "\n".join(lines))]


def test_every_command_answers_and_returns_to_the_prompt(shell):
    commands = ["mem", "mem layout", "mem e820", "mem e820 raw", "mem e820 clean", "mem e820 why"]
    commands += ["mem frames", "mem frames 0 1M", "mem bitmap", "mem bitmap 1M 128"]
    commands += ["mem bitmap -x", "mem heap"]
    commands += ["mem who 1M", "mem who MEM_MAP", "mem dump 1M", "mem dump STAGE1 32"]
    commands += ["mem check", "boot", "help", "help mem", "log", "version", "uptime"]
    for command in commands:
        answer = shell.command(command)
        assert answer, f"{command} printed nothing"
        assert not any(len(line) > 200 for line in answer), f"{command} printed a line too long"


def test_e820_raw_and_clean_lines_have_the_documented_form(shell):
    raw = [line for line in shell.command("mem e820 raw") if LINE.match(line)]
    clean = [line for line in shell.command("mem e820 clean") if LINE.match(line)]
    assert raw and clean
    assert [format_entry("BIOS-e820", parse_line(line)) for line in raw] == raw
    assert [format_entry("clean-e820", parse_line(line)) for line in clean] == clean


def test_e820_json_says_the_same_as_the_lines(shell):
    answer = shell.json("mem e820 -j")
    for kind in ("raw", "clean"):
        lines = [parse_line(text) for text in shell.command(f"mem e820 {kind}") if LINE.match(text)]
        told = [(int(e["base"], 16), int(e["length"], 16), e["type"]) for e in answer[kind]]
        assert told == lines
    assert all("attr" in entry for entry in answer["raw"])


@pytest.mark.parametrize(
    "command, members",
    [
        ("mem e820 -j", {"source", "truncated", "raw", "clean"}),
        ("mem frames -j", {"frames", "used", "free", "reserved", "runs"}),
        ("mem heap -j", {"start", "cursor", "end", "allocations"}),
        ("mem layout -j", {"regions", "marks"}),
    ],
)
def test_json_has_the_documented_members(shell, command, members):
    assert members <= set(shell.json(command))


def test_json_numbers_have_the_documented_form(shell):
    for run in shell.json("mem frames -j")["runs"]:
        assert HEX.match(run["start"]) and HEX.match(run["end"])
        assert run["state"] in ("free", "used", "reserved")
    for region in shell.json("mem layout -j")["regions"]:
        assert HEX.match(region["start"]) and HEX.match(region["end"])
        assert set(region) == {"start", "end", "symbol", "what", "alive"}


def test_layout_names_the_declared_and_the_run_time_rows(shell):
    text = "\n".join(shell.command("mem layout"))
    symbols = ["KERNEL_OFFSET1", "STAGE1", "STAGE2", "MEM_MAP", "PM_STACK", "KERNEL_OFFSET2"]
    symbols += ["__k_start", "__k_end", "kheap_curr"]
    assert [symbol for symbol in symbols if symbol not in text] == []


def test_alloc_and_free_change_exactly_the_frames_they_name(shell):
    before = shell.json("mem frames -j")
    first = addresses(shell.command("mem alloc 3 probe"))[0]
    during = shell.json("mem frames -j")
    assert during["used"] == before["used"] + 3 and during["free"] == before["free"] - 3
    assert "probe" in "\n".join(shell.command(f"mem who 0x{first:x}"))
    shell.command(f"mem free 0x{first:x} 3")
    assert shell.json("mem frames -j") == before


def test_double_free_is_refused_and_counted(shell):
    first = addresses(shell.command("mem alloc"))[0]
    shell.command(f"mem free 0x{first:x}")
    before = state(shell)
    answer = shell.command(f"mem free 0x{first:x}")
    assert f"{first:x}" in answer[0]
    assert state(shell) == before


def test_grab_moves_the_heap_cursor_and_is_listed(shell):
    before = shell.json("mem heap -j")
    shell.command("mem grab 5000 probe-grab")
    after = shell.json("mem heap -j")
    assert int(after["cursor"], 16) >= int(before["cursor"], 16) + 5000
    added = after["allocations"][len(before["allocations"]) :]
    assert [(int(a["size"], 16), a["tag"]) for a in added] == [(5000, "probe-grab")]
    assert "probe-grab" in "\n".join(shell.command("mem heap"))


def test_stress_leaves_the_frames_as_they_were_and_repeats_with_its_seed(shell):
    before = shell.json("mem frames -j")
    first = shell.command("mem stress 500 7", 60)
    assert shell.json("mem frames -j") == before
    assert shell.command("mem stress 500 7", 60)[-1] == first[-1]


def test_check_passes_after_use(shell):
    shell.command("mem grab 100 tail")
    shell.command("mem alloc 2")
    shell.assert_sound()


def test_dump_shows_the_boot_sector_signature(shell):
    text = "\n".join(shell.command("mem dump 0x7df0 16"))
    assert "55 aa" in text.lower()


def test_dump_of_memory_that_is_not_there_says_so(shell):
    answer = shell.command("mem dump 2G 16")
    assert len(answer) == 1 and re.search(r"0x0*80000000|no (RAM|memory)", answer[0])


def test_find_finds_the_kernel_header(shell):
    answer = shell.command("mem find SKRN 1M 2M")
    assert 0x100000 in addresses(answer)


@pytest.mark.parametrize(
    "line, named",
    [
        ("frobnicate", "frobnicate"),
        ("mem frobnicate", "frobnicate"),
        ("mem dump", "mem dump"),
        ("mem dump zz", "zz"),
        ("mem dump 0x", "0x"),
        ("mem dump 0x1z", "0x1z"),
        ("mem dump 99999999999999999999", "99999999999999999999"),
        ("mem who", "mem who"),
        ("mem who 12q", "12q"),
        ("mem alloc 0", "'0'"),
        ("mem alloc -1", "-1"),
        ("mem alloc 99999999", "99999999"),
        ("mem free", "mem free"),
        ("mem free 0x100001", "0x100001"),
        ("mem free 0", "0"),
        ("mem free 4G", "'4G'"),
        ("mem free 0x100000", "100000"),
        ("mem grab", "mem grab"),
        ("mem grab 3G", "'3G'"),
        ("mem bitmap 5G", "'5G'"),
        ("mem frames 9 1", "9"),
        ("mem stress", "mem stress"),
        ("mem stress ten", "ten"),
        ("mem reclaim", "mem reclaim"),
        ("mem e820 shiny", "shiny"),
        ("help frobnicate", "frobnicate"),
        ("uptime now please", "now"),
    ],
)
def test_bad_input_is_named_and_changes_nothing(shell, line, named):
    before = state(shell)
    answer = shell.command(line)
    assert len(answer) == 2 and answer[1].startswith("usage: "), answer
    assert named in "\n".join(answer)
    assert state(shell) == before


def test_reclaim_acpi_turns_acpi_memory_into_free_frames(booted):
    clean = booted.json("mem e820 -j")["clean"]
    acpi = sum(int(entry["length"], 16) for entry in clean if entry["type"] == 3) // FRAME
    before = booted.json("mem frames -j")["free"]
    booted.command("mem reclaim acpi")
    assert acpi and booted.json("mem frames -j")["free"] == before + acpi
    assert booted.command("mem reclaim acpi")[0].startswith("error: ")


def test_a_mistake_for_which_there_is_no_memory_is_refused():
    with QemuMachine(Config(megs=16)) as machine:
        machine.wait_prompt()
        machine.command(f"mem alloc {machine.json('mem frames -j')['free']}")
        left = re.search(r"more than the (\d+) bytes", machine.command("mem grab 3G")[0])[1]
        machine.command(f"mem grab {left}")
        lacking = {"wild": "no frame", "double-free": "no frame", "redzone": "the heap is full"}
        for mistake, lack in lacking.items():
            answer = machine.command(f"crash {mistake}")
            assert answer[-2].startswith("error: cannot ") and lack in answer[-2]
        machine.assert_sound()


def test_the_backtrace_of_a_living_kernel_names_its_callers(shell):
    names = [re.search(r"(\w+)\+0x", line) for line in shell.command("bt")]
    called = [name[1] for name in names if name]
    assert called[0] == "cmd_bt_run"
    assert [name for name in called if name in ("shell_run", "console_run", "kernel_main")] == [
        "shell_run",
        "console_run",
        "kernel_main",
    ]
