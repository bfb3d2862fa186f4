"""memviz e820 as people run it: files, pipes, directories, the screen, exit codes, messages."""

import gzip
import json
import re
import subprocess
from pathlib import Path

import pexpect
import pytest

from test_memviz import ENVIRONMENT, MEMVIZ, run, view  # noqa: F401 (view is a fixture)

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "tests" / "data"
LOGS = DATA / "e820-logs"
MAPS = sorted(path for path in DATA.glob("e820/*/*.txt") if ".clean." not in path.name)
FIRMWARE = Path("/sys/firmware/memmap")
CLEAN = re.compile(r"BIOS-e820: \[base=0x(\w+) length=0x(\w+)\] type=(\d+)")


def clean_of(path):
    """The clean map that is written down beside a file, in the form of the JSON."""
    text = path.with_suffix(".clean.txt").read_text()
    return [{"base": f"{int(base, 16):x}", "length": f"{int(length, 16):x}", "type": int(kind)}
            for base, length, kind in CLEAN.findall(text)]


def test_every_map_gives_its_clean_map_as_json():
    assert len(MAPS) == 99
    for path in MAPS:
        done = run("e820", "--json", path)
        assert done.returncode == 0, path
        answer = json.loads(done.stdout)
        assert list(answer)[:4] == ["source", "truncated", "raw", "clean"], path
        assert answer["clean"] == clean_of(path), path
        assert answer["truncated"] is False


@pytest.mark.parametrize("name, said", [
    ("linux-journal", 'Linux log, "BIOS-e820", Linux 6.6.13-lab, lines 5 to 23, 18 entries'),
    ("linux-serial-crlf", 'Linux log before 3.5, "BIOS-e820", Linux 2.6.18-5-686, lines 4 to'),
    ("xen-console", 'Xen log, "Xen-e820", Xen 4.11.4-lab, lines 8 to 18, 11 entries'),
    ("xen-efi", 'Xen log, "EFI", Xen 4.17.3-lab, lines 3 to 13, 11 entries'),
    ("freebsd-verbose", "FreeBSD SMAP, lines 7 to 16, 10 entries"),
])
def test_map_is_found_inside_a_log(name, said):
    path = LOGS / f"{name}.log"
    page = run("e820", path)
    assert page.returncode == 0 and not page.stderr
    assert said in " ".join(page.stdout.decode().split())[:200]
    piped = subprocess.run([MEMVIZ, "e820", "--json"], stdin=path.open(), capture_output=True,
                           check=True, env=ENVIRONMENT)
    assert json.loads(piped.stdout)["clean"] == clean_of(path)


def test_compressed_log_is_read_and_a_damaged_one_refused(tmp_path):
    log = LOGS / "linux-journal.log"
    packed = tmp_path / "kern.log.2.gz"
    data = gzip.compress(log.read_bytes() * 50)
    packed.write_bytes(data)
    assert json.loads(run("e820", "--json", packed).stdout)["clean"] == clean_of(log)
    packed.write_bytes(data[:200] + b"\xff" * 40 + data[240:])
    done = run("e820", "--json", packed)
    assert done.returncode == 1 and b"its compression is damaged" in done.stderr


def test_map_of_this_machine():
    if not (FIRMWARE / "0").exists():
        pytest.skip("this machine has no /sys/firmware/memmap")
    raw = json.loads(run("e820", "--json", FIRMWARE).stdout)["raw"]
    assert len(raw) == len(list(FIRMWARE.iterdir()))
    for index, entry in enumerate(raw):
        start, end = (int((FIRMWARE / str(index) / name).read_text(), 16)
                      for name in ("start", "end"))
        assert (int(entry["base"], 16), int(entry["length"], 16)) == (start, end - start + 1)


def test_another_map_of_a_log_is_taken_when_asked_for():
    log = LOGS / "xen-console.log"
    first = run("e820", "--json", log)
    assert b"two maps were found in this text, this is the first" in first.stderr
    second = run("e820", "--json", "--map", "2", log)
    assert len(json.loads(second.stdout)["raw"]) == 3
    assert b"not what the firmware reported: the map that Xen gives to this guest" in second.stderr
    assert run("e820", "--json", "--form", "linux", log).stdout == second.stdout


@pytest.mark.parametrize("text, said", [
    ("nothing here\n", "no e820 map in its 1 line; looked for"),
    ("boot\nBIOS-e820: [base=0x0 length=0x1g] type=1\n",
     "line 2: the end of a hex number is expected"),
    ("BIOS-e820: [mem 0x0000000000000000-0x0000000000000fff] usab\n",
     "line 1: a type that is known is expected"),
    ("x\nx\nSMAP type=01 base=0000\n", "line 3: the entry is cut off"),
])
def test_what_cannot_be_read_is_named_with_its_line(tmp_path, text, said):
    path = tmp_path / "boot.log"
    path.write_text(text)
    done = run("e820", path)
    assert done.returncode == 1 and not done.stdout
    assert done.stderr.decode().startswith(f"memviz: {path}: {said}")
    assert done.stderr.count(b"\n") == 1


@pytest.mark.parametrize("arguments, code", [
    (["e820", "/no/such/file"], 1), (["e820", str(DATA)], 1), (["e820", "--map", "0", "x"], 2),
    (["e820", "--map", "2x", "x"], 2), (["e820", "--form", "windows", "x"], 2),
    (["--map", "1", "x"], 2), (["e820", "--once", "80x24", "--json", "x"], 2),
    (["e820", "--map", "9", str(LOGS / "xen-efi.log")], 1),
])
def test_exit_codes(arguments, code):
    done = run(*arguments)
    assert done.returncode == code
    assert done.stderr.startswith(b"memviz: ") and done.stderr.count(b"\n") == 1


def test_truncation_is_said_everywhere(tmp_path):
    path = tmp_path / "long.txt"
    path.write_text("".join(f"SMAP type=01 base={i * 0x2000:016x} len=0000000000001000\n"
                            for i in range(200)))
    done = run("e820", "--json", path)
    answer = json.loads(done.stdout)
    assert answer["truncated"] is True and len(answer["raw"]) == len(answer["clean"]) == 128
    assert b"TRUNCATED: the text has 200 entries" in done.stderr
    assert b"TRUNCATED: the text has 200 entries" in run("e820", "--once", "80x24", path).stdout


@pytest.mark.parametrize("size", [(40, 12), (80, 24), (132, 43)])
def test_one_frame_fits_its_size(size):
    cols, rows = size
    lines = run("e820", "--once", f"{cols}x{rows}", "--ascii", LOGS / "linux-journal.log"
                ).stdout.decode().split("\n")
    assert len(lines) == rows + 1 and all(len(line) <= cols for line in lines)
    assert "18 raw, 17 clean" in lines[0] and lines[rows - 1].startswith(" q quit")


def test_screen_scrolls_changes_maps_and_resizes(view):  # noqa: F811
    viewer = view("e820", LOGS / "xen-console.log")
    viewer.wait("11 raw, 11 clean")
    assert "total:" not in viewer.text()
    viewer.press("G")
    viewer.wait("total: free")
    viewer.press("g")
    viewer.wait('Xen log, "Xen-e820", Xen 4.11.4-lab, lines 8')
    viewer.press("\t")
    viewer.wait('3 raw, 3 clean(.|\n)*Linux log, "Xen", Linux 5.10.0-lab, lines 28')
    viewer.press("]")
    viewer.wait("11 raw, 11 clean")
    viewer.press("?")
    viewer.wait("the next map of the text(.|\n)*A  acpi(.|\n)*B  unusable")
    viewer.press("?")
    viewer.wait("raw entries")
    viewer.resize(132, 43)
    viewer.wait("total: free")
    viewer.resize(39, 12)
    viewer.wait("too small: memviz e820 needs 40")
    viewer.resize(40, 6)
    viewer.wait("map 1 of 2: Xen log")
    viewer.resize(80, 24)
    viewer.wait("11 raw, 11 clean")
    viewer.press("q")
    assert viewer.wait_end() == 0


def test_terminal_is_given_back():
    child = pexpect.spawn("/bin/sh", ["-c", f"stty -g; {MEMVIZ} e820 {LOGS}/xen-efi.log; stty -g"],
                          env=ENVIRONMENT, dimensions=(24, 80), timeout=10)
    child.expect(r"[0-9a-f:]{40,}")
    before = child.after
    child.expect("11 raw, 11 clean")
    child.send("q")
    child.expect(r"[0-9a-f:]{40,}")
    assert child.after == before
    child.close()


def test_log_from_a_pipe_and_keys_from_the_terminal():
    log = LOGS / "freebsd-verbose.log"
    child = pexpect.spawn("/bin/sh", ["-c", f"cat {log} | {MEMVIZ} e820 --ascii"],
                          env=ENVIRONMENT, dimensions=(24, 80), timeout=10)
    child.expect("standard input")
    child.expect("10 raw, 10 clean")
    child.send("q")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
