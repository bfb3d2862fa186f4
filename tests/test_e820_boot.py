"""Memory maps of other machines, given to a booting one by an option ROM that hooks INT 15h."""

import json
import os
import subprocess
import sys

import pytest

from machine import ROOT, BochsMachine, Config, QemuMachine
from machine.image import Image
from machine.maps import (
    LINE,
    MIB,
    clean_map,
    format_entry,
    parse_line,
    raw_map,
    real_raw_maps,
    write_rom,
)
from test_boot_errors import refusal

FREE, RESERVED = 1, 2
RAW_MAX = 128
# No real map of a machine with more RAM: the kernel believes the map, so the machine must have it.
RAM_MIB = 512
MEMVIZ = str(ROOT / "build" / "memviz")
MAKE_ROM = str(ROOT / "tests" / "optrom" / "mkrom.py")
BACK_ENDS = pytest.mark.parametrize("machine_class", [BochsMachine, QemuMachine])


def make_rom(folder, entries, *options):
    """An option ROM that answers E820 with the entries; its path. One that misbehaves, or has no
    entries or more than memviz takes, is made by mkrom.py from the same source."""
    if not options and 0 < len(entries) <= RAW_MAX:
        return write_rom(folder, entries)
    source, rom = folder / "map.txt", folder / "e820.rom"
    source.write_text("".join(format_entry("BIOS-e820", entry) + "\n" for entry in entries))
    command = [sys.executable, "-B", MAKE_ROM, "--map", str(source), "-o", str(rom), *options]
    subprocess.run(command, check=True, timeout=20)
    return rom


def machine_with(machine_class, folder, entries, *options):
    """A machine whose BIOS gives these entries."""
    return machine_class(Config(megs=RAM_MIB, option_rom=make_rom(folder, entries, *options)))


def shown(machine, kind):
    """The entries of mem e820 raw or clean."""
    lines = machine.command(f"mem e820 {kind}")
    return [parse_line(line) for line in lines if LINE.match(line)]


def few(count):
    """A sound map of count entries: RAM, then reserved pages far above it, two pages apart."""
    entries = [(0, 0x9F000, FREE), (MIB, 127 * MIB, FREE)]
    return entries + [(0xE0000000 + i * 0x2000, 0x1000, RESERVED) for i in range(count - 2)]


@pytest.mark.parametrize("name", real_raw_maps(RAM_MIB))
def test_real_map_arrives_raw_and_is_cleaned(tmp_path, name):
    with machine_with(BochsMachine, tmp_path, raw_map(name)) as machine:
        machine.wait_prompt()
        assert shown(machine, "raw") == raw_map(name)
        assert shown(machine, "clean") == clean_map(name)
        machine.assert_sound()


@pytest.mark.parametrize("name", real_raw_maps(RAM_MIB)[:3])
def test_real_map_in_qemu(tmp_path, name):
    with machine_with(QemuMachine, tmp_path, raw_map(name)) as machine:
        machine.wait_prompt()
        assert shown(machine, "raw") == raw_map(name)
        assert shown(machine, "clean") == clean_map(name)


@pytest.mark.parametrize("mode", ["short", "cf-end", "clobber", "endless"])
def test_bios_habits_change_nothing(tmp_path, mode):
    name = "bios-award-128m-hole-at-15m"
    with machine_with(BochsMachine, tmp_path, raw_map(name), "--mode", mode) as machine:
        machine.wait_prompt()
        assert shown(machine, "clean") == clean_map(name)
        if mode != "endless":
            assert shown(machine, "raw") == raw_map(name)


def test_attribute_bit_0_clear_means_ignore(tmp_path):
    source, rom = tmp_path / "map.txt", tmp_path / "e820.rom"
    lines = [format_entry("BIOS-e820", entry) for entry in few(3)]
    ignored = format_entry("BIOS-e820", (16 * MIB, MIB, RESERVED)) + " attr=0x0"
    source.write_text("\n".join(lines + [ignored]) + "\n")
    command = [sys.executable, "-B", MAKE_ROM, "--map", str(source), "-o", str(rom)]
    subprocess.run(command, check=True, timeout=20)
    with BochsMachine(Config(megs=RAM_MIB, option_rom=rom)) as machine:
        machine.wait_prompt()
        assert len(shown(machine, "raw")) == 4
        assert shown(machine, "clean") == few(3)


def test_signature_lost_mid_list_distrusts_the_list(tmp_path):
    with machine_with(BochsMachine, tmp_path, few(6), "--mode", "smap-lost") as machine:
        machine.wait_prompt()
        assert machine.json("mem e820 -j")["source"] in ("e801", "88")


@pytest.mark.parametrize("mode, source", [("no-e820", "e801"), ("no-e801", "88")])
def test_bios_without_e820_falls_back_and_the_shell_says_to_what(tmp_path, mode, source):
    with machine_with(BochsMachine, tmp_path, [], "--mode", mode) as machine:
        machine.wait_prompt()
        assert machine.json("mem e820 -j")["source"] == source
        assert source in "\n".join(machine.command("mem e820")).lower()
        assert machine.json("mem frames -j")["free"] > 0


def test_bios_without_any_map_is_refused(tmp_path):
    with machine_with(BochsMachine, tmp_path, [], "--mode", "no-map") as machine:
        code, sentence = refusal(machine)
        assert code == "E22" and "INT 15h E820 refused" in sentence


@pytest.mark.parametrize(
    "count, truncated", [(RAW_MAX, False), (RAW_MAX + 1, True), (200, True)]
)
def test_long_map_is_taken_to_128_entries_and_said_to_be_truncated(tmp_path, count, truncated):
    with machine_with(BochsMachine, tmp_path, few(count)) as machine:
        machine.wait_prompt()
        answer = machine.json("mem e820 -j")
        assert len(answer["raw"]) == min(count, RAW_MAX)
        assert answer["truncated"] is truncated
        assert ("truncated" in "\n".join(machine.command("mem")).lower()) is truncated
        assert machine.telemetry().of_type("map")[-1]["truncated"] is truncated


@BACK_ENDS
def test_map_in_which_1_mib_is_not_ram_is_refused(tmp_path, machine_class):
    entries = [(0, 0x9F000, FREE), (MIB, MIB, RESERVED), (2 * MIB, 126 * MIB, FREE)]
    with machine_with(machine_class, tmp_path, entries) as machine:
        code, sentence = refusal(machine)
        assert code == "E26" and "0x00100000" in sentence


def test_reserved_hole_in_the_kernels_place_is_refused(tmp_path):
    entries = few(3) + [(MIB + 0x3000, 0x1000, RESERVED)]
    with machine_with(BochsMachine, tmp_path, entries) as machine:
        assert refusal(machine)[0] == "E26"


def test_map_whose_ram_ends_at_1_mib_is_refused(tmp_path):
    with machine_with(BochsMachine, tmp_path, [(0, 0x9F000, FREE)]) as machine:
        assert refusal(machine)[0] == "E27"


def test_ram_that_ends_right_after_the_kernel_is_refused_or_enough(tmp_path):
    """Any size of RAM ends in a sentence or at the prompt, never in silence."""
    for pages in (1, 16, 64, 128, 256, 512):
        entries = [(0, 0x9F000, FREE), (MIB, pages * 4096, FREE)]
        with machine_with(BochsMachine, tmp_path, entries) as machine:
            machine.wait_for(r"strata> $|[EK]\d\d:? [^\r\n]{20,}")


def test_hole_right_after_the_kernel_is_named(tmp_path):
    pages = -(-Image().header("memory_size") // 4096)
    lacks = f"lacks usable memory after the kernel: {MIB + pages * 4096:#x} is in none"
    for heap_pages, told in ((0, lacks), (2, "too little memory .* close a hole there")):
        ram = (MIB, (pages + heap_pages) * 4096, FREE)
        entries = [(0, 0x9F000, FREE), ram, (2 * MIB, 100 * MIB, FREE)]
        with machine_with(QemuMachine, tmp_path, entries) as machine:
            machine.wait_for(rf"K02 [^\r\n]*{told}[^\r\n]*\r\n")
            machine.wait_quiet(0.3)
            assert machine.telemetry().records[-1]["code"] == "K02"


def test_list_that_repeats_itself_is_taken_once(tmp_path):
    with machine_with(BochsMachine, tmp_path, few(6), "--mode", "endless") as machine:
        said = machine.wait_prompt()
        assert "W01 the memory map of the BIOS repeats itself from entry 0x00000001 on." in said
        answer = machine.json("mem e820 -j")
        assert answer["truncated"] is False
        assert shown(machine, "raw") == few(6)
        (warning,) = machine.json("mem -j")["warnings"]
        assert warning == "W01 the BIOS map repeats itself from entry 1 on; it is taken once"


def test_map_without_a_valid_entry_is_named(tmp_path):
    source, rom = tmp_path / "map.txt", tmp_path / "e820.rom"
    lines = [format_entry("BIOS-e820", entry) + " attr=0x0" for entry in few(5)]
    source.write_text("\n".join(lines) + "\n")
    command = [sys.executable, "-B", MAKE_ROM, "--map", str(source), "-o", str(rom)]
    subprocess.run(command, check=True, timeout=20)
    with BochsMachine(Config(megs=RAM_MIB, option_rom=rom)) as machine:
        code, sentence = refusal(machine)
        assert code == "E42" and "0x00000000 of 0x00000005 entries" in sentence


def test_firmware_in_the_memory_of_the_loader_is_said(tmp_path):
    entries = few(3) + [(0x3000, 0x5000, 4), (0xA800, 0x1000, RESERVED), (0xB000, 0x1000, 4)]
    with machine_with(QemuMachine, tmp_path, entries) as machine:
        said = machine.wait_prompt()
        assert "W02 the memory map gives 0x00003000-0x00008000 to the firmware, " in said
        assert "W02 the memory map gives 0x0000a800-0x0000b800 to the firmware, " in said
        assert said.count("W02") == 2
        assert machine.json("mem -j")["warnings"] == [
            "W02 raw entry 3 gives the firmware 0x3000-0x8000, "
            "which KERNEL_OFFSET1 and 3 rows more used",
            "W02 raw entry 4 gives the firmware 0xa800-0xb000, which MEM_MAP used",
        ]


@pytest.mark.parametrize("kib", [0, 40])
def test_conventional_memory_in_which_the_loader_could_not_run_is_not_believed(tmp_path, kib):
    with machine_with(BochsMachine, tmp_path, few(3), "--int12", str(kib)) as machine:
        code, sentence = refusal(machine)
        assert code == "E44" and f"gives 0x{kib << 10:08x} bytes" in sentence


def test_too_little_conventional_memory_is_refused(tmp_path):
    with machine_with(BochsMachine, tmp_path, few(3), "--int12", "200") as machine:
        code, sentence = refusal(machine)
        assert code == "E21" and "ends at 0x00032000" in sentence


def assert_stack_is_low(machine):
    """The kernel's stack lies in its second place, and all checks hold."""
    machine.wait_prompt()
    assert machine.command("mem stack")[0].startswith("stack      0x3b000-0x40000, ")
    machine.assert_sound()


@BACK_ENDS
@pytest.mark.parametrize("start, length", [(0x88000, 0x18000), (0x8FFFF, 1)])
def test_map_that_reserves_memory_of_the_stack_moves_it(tmp_path, machine_class, start, length):
    entries = few(3) + [(start, length, RESERVED)]
    with machine_with(machine_class, tmp_path, entries) as machine:
        assert_stack_is_low(machine)


def test_int12_that_leaves_no_room_for_the_stack_moves_it(tmp_path):
    with machine_with(BochsMachine, tmp_path, few(3), "--int12", "500") as machine:
        assert_stack_is_low(machine)


def test_map_that_reserves_memory_of_both_places_is_refused(tmp_path):
    entries = few(3) + [(0x8B000, 0x1000, RESERVED), (0x3C000, 0x1000, RESERVED)]
    with machine_with(BochsMachine, tmp_path, entries) as machine:
        code, sentence = refusal(machine)
        assert code == "E21" and "ends at 0x0003c000" in sentence


def test_map_that_reserves_memory_beside_the_stack_boots(tmp_path):
    entries = few(3) + [(0x80000, 0xB000, RESERVED), (0x90000, 0xF000, RESERVED)]
    with machine_with(QemuMachine, tmp_path, entries) as machine:
        machine.wait_prompt()
        machine.assert_sound()


@pytest.mark.parametrize("how", ["yes", "no-bios"])
def test_closed_a20_gate_is_opened(tmp_path, how):
    with machine_with(BochsMachine, tmp_path, few(3), "--close-a20", how) as machine:
        machine.wait_prompt()
        assert shown(machine, "raw") == few(3)


def test_bios_without_disk_extensions_is_read_by_geometry(tmp_path):
    with machine_with(BochsMachine, tmp_path, few(3), "--no-lba") as machine:
        machine.wait_prompt()
        assert shown(machine, "raw") == few(3)


LOGS = ROOT / "tests" / "data" / "e820-logs"
CASES = ROOT / "tests" / "data" / "e820-cases"
# Logs in forms of all kinds, whose maps a kernel that believes them can boot with.
MAPPED = [CASES / f"{name}.txt" for name in (
    "k03-seabios-cr-only", "k12-journal-json", "k13-coreboot-table", "k13-crash-mach-m",
    "k13-freebsd-underscore", "k13-tboot", "k13-multiboot-address-decimal", "k11-utf16",
    "k11-mail-flowed", "k11-html-br", "k07-journal-verbose", "k10-all-lines-commented",
    "k13-multiboot-address-hex", "k13-sel4", "k14-xz")]
MAPPED += [LOGS / f"{name}.log" for name in (
    "linux-journal", "linux-serial-crlf", "xen-console", "xen-efi", "freebsd-verbose")]
FEW = [] if os.environ.get("STRATA_SOAK") else ["k03-seabios-cr-only", "linux-journal"]


@pytest.mark.parametrize("log", [log for log in MAPPED if not FEW or log.stem in FEW],
                         ids=lambda log: log.stem)
@BACK_ENDS
def test_the_memory_of_a_log_boots(tmp_path, machine_class, log):
    rom = tmp_path / "log.rom"
    subprocess.run([MEMVIZ, "e820", "--rom", rom, log], check=True, timeout=20, capture_output=True)
    image = rom.read_bytes()
    assert image[:2] == b"\x55\xaa" and image[2] * 512 == len(image) and sum(image) % 256 == 0
    done = subprocess.run([MEMVIZ, "e820", "--json", log], check=True, timeout=20,
                          capture_output=True)
    raw = [(int(entry["base"], 16), int(entry["length"], 16), entry["type"])
           for entry in json.loads(done.stdout)["raw"]]
    with machine_class(Config(megs=RAM_MIB, option_rom=rom)) as machine:
        machine.wait_prompt()
        assert [entry[:3] for entry in shown(machine, "raw")] == raw


def test_a_map_of_more_memory_than_the_machine_has_warns(tmp_path):
    command = [MEMVIZ, "e820", "--rom", tmp_path / "x.rom", "--megs", "128",
               LOGS / "xen-console.log"]
    done = subprocess.run(command, check=True, timeout=20, capture_output=True, text=True)
    assert "the map has free memory up to 17150 MiB and the machine has 128" in done.stderr
    command[4:6] = []
    done = subprocess.run(command, check=True, timeout=20, capture_output=True, text=True)
    assert "the map has free memory above 4 GiB, up to 17150 MiB" in done.stderr
