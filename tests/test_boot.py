"""The image boots to a prompt that tells the truth, on every machine the documents promise."""

import itertools
import os
import re

import pytest

from machine import BochsMachine, Config, MachineError, QemuMachine
from machine.maps import parse_line, ram_end

FRAME = 4096
BOCHS_RAW = """\
BIOS-e820: [base=0x0000000000000000 length=0x000000000009f000] type=1 (free)
BIOS-e820: [base=0x000000000009f000 length=0x0000000000001000] type=2 (reserved)
BIOS-e820: [base=0x00000000000e8000 length=0x0000000000018000] type=2 (reserved)
BIOS-e820: [base=0x0000000000100000 length=0x0000000007ef0000] type=1 (free)
BIOS-e820: [base=0x0000000007ff0000 length=0x0000000000010000] type=3 (acpi)
BIOS-e820: [base=0x00000000fffc0000 length=0x0000000000040000] type=2 (reserved)""".splitlines()
# From the end of the heap, 8 MiB, to the end of RAM, 0x7ff0000.
BOCHS_FREE_FRAMES = 30704

MEMORIES = [{"megs": m} for m in (4, 8, 32, 128, 2048)] + [{"split": (3072, 512)}]
BIOSES = ["latest", "legacy", "seabios"]
MEDIA = [{"floppy": False}, {"floppy": True}]
MEGS = [4, 8, 32, 128, 2048, 6144]
BOARDS = ["pc", "q35"]


def chosen(*factors):
    """Every pair of values of the factors, or with STRATA_SOAK=1 every combination of them.

    Each combination is a boot. The last factor has two values, which alternate over the others.
    """
    rows = list(itertools.product(*(range(len(factor)) for factor in factors)))
    if not os.environ.get("STRATA_SOAK"):
        rows = [row for row in rows if row[-1] == sum(row[:-1]) % 2]
    return [[factor[index] for factor, index in zip(factors, row)] for row in rows]


def name(value):
    """A readable test id for a dictionary of settings, or for a plain value."""
    if not isinstance(value, dict):
        return str(value)
    (setting,) = value.values()
    return ["disk", "floppy"][setting] if isinstance(setting, bool) else str(setting)


def check_machine(machine):
    """What must hold at the prompt of every machine, whatever its memory."""
    machine.wait_prompt()
    lines = machine.command("mem e820 raw")
    raw = [parse_line(line) for line in lines if line.startswith("BIOS-e820")]
    assert raw, "no raw entries"
    clean = machine.json("mem e820 -j")
    assert clean["source"] == "e820" and clean["truncated"] is False
    frames = machine.json("mem frames -j")
    assert frames["frames"] == frames["used"] + frames["free"] + frames["reserved"]
    assert frames["frames"] * FRAME <= min(ram_end(raw), 1 << 32)
    covered = sum(int(run["end"], 16) - int(run["start"], 16) for run in frames["runs"])
    assert covered == frames["frames"] * FRAME
    machine.assert_sound()
    return raw


def check_telemetry(machine):
    """The recording is free of faults and tells all six steps in order."""
    recording = machine.telemetry()
    assert not recording.rejected and not recording.gaps
    first = [record["step"] for record in recording.of_type("boot")][:6]
    assert first == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("memory, bios, medium", chosen(MEMORIES, BIOSES, MEDIA), ids=name)
def test_boots_in_bochs(memory, bios, medium):
    with BochsMachine(Config(**memory, bios=bios, **medium)) as machine:
        check_machine(machine)
        check_telemetry(machine)
        machine.poweroff()


@pytest.mark.parametrize("megs, board, medium", chosen(MEGS, BOARDS, MEDIA), ids=name)
def test_boots_in_qemu(board, megs, medium):
    with QemuMachine(Config(board=board, megs=megs, **medium)) as machine:
        raw = check_machine(machine)
        check_telemetry(machine)
        if megs == 6144:
            assert any(base >= 1 << 32 for base, _, _ in raw), "no memory above 4 GiB in the map"
        assert machine.poweroff() == 0


@pytest.mark.parametrize("machine_class", [BochsMachine, QemuMachine])
def test_too_little_memory_is_refused_in_a_sentence(machine_class):
    with machine_class(Config(megs=1)) as machine:
        said = machine.wait_for(r"E\d\d [^\r\n]{20,}\.\r?\n", 60)
        assert "memory" in said
        machine.wait_quiet(0.3)  # the record is sent after the sentence
        assert machine.telemetry().records[-1]["t"] == "fail"


@pytest.mark.parametrize("machine_class", [BochsMachine, QemuMachine])
@pytest.mark.parametrize("megs", [2, 3])
def test_little_memory_is_enough_or_refused_in_a_sentence(machine_class, megs):
    with machine_class(Config(megs=megs)) as machine:
        machine.wait_for(r"strata> $|[EK]\d\d:? [^\r\n]{20,}", 60)


def test_raw_map_of_bochs_is_the_documented_one(booted):
    assert booted.command("mem e820 raw")[-6:] == BOCHS_RAW


def test_30704_frames_are_free_before_anything_is_allocated():
    with BochsMachine(Config()) as machine:
        machine.wait_prompt()
        frames = machine.json("mem frames -j")
        assert (frames["free"], frames["used"]) == (BOCHS_FREE_FRAMES, 0)
        assert str(BOCHS_FREE_FRAMES) in machine.command("mem frames")[1]


def test_boot_command_lists_the_steps_with_growing_ticks(booted):
    rows = [re.match(r"([1-6]) +(\w+) +(\d+)\b", line) for line in booted.command("boot")]
    steps = [(int(row[1]), int(row[3])) for row in rows if row]
    assert [step for step, _ in steps] == [1, 2, 3, 4, 5, 6]
    assert [ticks for _, ticks in steps] == sorted({ticks for _, ticks in steps})


def test_a_second_boot_of_the_same_image_tells_the_same():
    answers = []
    for _ in range(2):
        with BochsMachine(Config()) as machine:
            machine.wait_prompt()
            answers.append([machine.command(c) for c in ("mem layout", "mem e820", "mem heap")])
    assert answers[0] == answers[1]


def test_poweroff_ends_the_machine_at_once(booted):
    with BochsMachine(Config()) as machine:
        machine.wait_prompt()
        machine.poweroff(10)
        assert "shutdown requested" in (machine.console() + (machine.dir / "bochs.log").read_text())
    with pytest.raises(MachineError):
        booted.wait_exit(0.1)


def test_reboot_comes_back_to_the_prompt():
    with BochsMachine(Config()) as machine:
        machine.wait_prompt()
        before = machine.command("mem e820 raw")
        machine.command("mem alloc 3 left-over")
        machine.send(b"reboot\r")
        machine.wait_for(r"reboot\r?\n", 10)
        machine.wait_prompt()
        assert [record["n"] for record in machine.telemetry().of_type("boot")].count("0") == 2
        # Nothing is left of the first boot: no entry comes twice, no frame stays in use.
        assert machine.command("mem e820 raw") == before
        assert machine.json("mem -j")["used"] == 0
        machine.assert_sound()


@pytest.mark.parametrize("processor", ["pentium", "pentium2", "max"])
def test_boots_on_the_oldest_processor_the_loader_takes_and_on_newer_ones(processor):
    with QemuMachine(Config(extra=("-cpu", processor))) as machine:
        check_machine(machine)
        machine.command("mem stress 200", 60)
        machine.assert_sound()


@pytest.mark.parametrize("medium", MEDIA if os.environ.get("STRATA_SOAK") else MEDIA[1:], ids=name)
def test_boots_on_a_board_without_pci(medium):
    extra = ("-cpu", "pentium")
    with QemuMachine(Config(megs=16, board="isapc", extra=extra, **medium)) as machine:
        check_machine(machine)
