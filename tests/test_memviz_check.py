"""`memviz check` names each fault of a recording by record and member, and no others."""

import json
import subprocess
from pathlib import Path

import pytest

from gen_recording import fletcher16, make_recording

ROOT = Path(__file__).parent.parent
MEMVIZ = str(ROOT / "build" / "memviz")


def check(path, *arguments):
    """(exit status, standard output, standard error) of a check."""
    answer = subprocess.run([MEMVIZ, "check", *arguments, str(path)], capture_output=True,
                            check=False, timeout=60)
    return answer.returncode, answer.stdout.decode("ascii"), answer.stderr.decode()


def split(data):
    """The records, each without RS and LF."""
    return [part.rstrip(b"\n") for part in data.split(b"\x1e")[1:]]


def join(records):
    """The bytes of records."""
    return b"".join(b"\x1e" + record + b"\n" for record in records)


def change(record, **members):
    """A record with some members of another value (None: left out), and its checksum."""
    value = json.loads(record)
    del value["c"]
    for name, new in members.items():
        name = name.rstrip("_")
        if new is None:
            value.pop(name, None)
        else:
            value[name] = new
    body = json.dumps(value, separators=(",", ":"))[:-1].encode("ascii")
    return body + b',"c":"%04X"}' % fletcher16(body)


def reseal(body):
    """A body with the checksum that its bytes ask for."""
    return body + b',"c":"%04X"}' % fletcher16(body)


# type, members that are changed, the member that must be named, a part of the words
MEMBERS = [
    ("hello", {"frame": 4096}, "frame", "hex digits"),
    ("hello", {"frame": "0x1000"}, "frame", "without 0x"),
    ("hello", {"block": "8192"}, "block", "a number"),
    ("hello", {"version": None}, "version", "is missing"),
    ("hello", {"name": 7}, "name", "a string, got 7"),
    ("map", {"source": "bios"}, "source", '"multiboot"'),
    ("map", {"truncated": 0}, "truncated", "true or false, got 0"),
    ("raw", {"i": 600, "of": 0}, "i", "0 to 511"),
    ("raw", {"i": 90}, "", "number 90 of 6 is none of them"),
    ("raw", {"base": "9F000"}, "base", "lower-case"),
    ("raw", {"type": -1}, "type", "got -1"),
    ("clean", {"length": "0"}, "length", "from"),
    ("clean", {"base": "1", "length": "10000000000000000"}, "", "beyond 2^64"),
    ("region", {"start": "8000", "end": "7000"}, "", '"start" lies above "end"'),
    ("region", {"alive": "yes"}, "alive", "true or false"),
    ("region", {"symbol": None}, "symbol", "is missing"),
    ("mark", {"at": ""}, "at", "hex digits"),
    ("mark", {"at": "1" + "0" * 16}, "at", "1 to 16"),
    ("total", {"frames": 1048577}, "frames", "1048576"),
    ("total", {"used": 1.5}, "used", "got 1.5"),
    ("frames", {"runs": "F10X2"}, "runs", "R800F77f0"),
    ("frames", {"runs": "F0"}, "runs", "letters F, U or R"),
    ("frames", {"from_": 0}, "from", "hex digits"),
    ("sum", {"block": 128}, "block", "0 to 127"),
    ("sum", {"crc": "1"}, "crc", "the frames that were sent give"),
    ("heap", {"cursor": "1"}, "", '"start" lies above "cursor"'),
    ("heap", {"allocations": None}, "allocations", "is missing"),
    ("alloc", {"tag": ["x"]}, "tag", "a string"),
    ("log", {"text": None}, "text", "is missing"),
    ("beat", {"ms": "0"}, "ms", "a number"),
    ("snap", {"k": None}, "k", "is missing"),
    ("boot", {"step": 17}, "step", "1 to 16"),
]


@pytest.mark.parametrize("kind,members,member,words", MEMBERS)
def test_a_member_that_is_wrong_is_named(kind, members, member, words, tmp_path):
    """With the number of its record and the byte at which that begins."""
    records = split(make_recording("repeated"))
    at = max(i for i, record in enumerate(records) if json.loads(record)["t"] == kind)
    records[at] = change(records[at], **members)
    path = tmp_path / "a.rec"
    path.write_bytes(join(records))
    status, out, err = check(path)
    assert status == 1 and err == ""
    byte = sum(len(record) + 2 for record in records[:at])
    line = next(line for line in out.splitlines() if f"record {at + 1} at byte {byte} " in line)
    assert f"({kind})" in line and words in line
    assert (f'"{member}" ' if member else "") in line
    findings = json.loads(check(path, "--json")[1])["findings"]
    assert any(found["record"] == at + 1 and found["byte"] == byte and found["member"] == member
               and found["level"] == "fault" for found in findings)


def break_framing(records, how):
    """A recording whose tenth record is broken in some way; and the words for it."""
    body = records[9]
    head = body[:body.rindex(b',"c":')]
    ways = {
        "checksum": (body[:-6] + b"0000" + body[-2:], "its bytes give"),
        "lower-case checksum": (body[:-6] + body[-6:-2].lower().replace(b"0", b"f") + body[-2:],
                                "its bytes give"),
        "no checksum": (head + b"}", "does not end in"),
        "no JSON": (reseal(head.replace(b'"t":', b'"t"', 1)), "no JSON object"),
        "a name twice": (reseal(head + b',"t":"raw"'), "a name twice"),
        "no number": (reseal(head.replace(b'"n":', b'"m":', 1)), 'lacks "n"'),
        "no type": (reseal(head.replace(b'"t":', b'"u":', 1)), 'lacks "t"'),
        "too long": (reseal(head + b',"x":"' + b"x" * 500 + b'"'), "at most 512"),
    }
    return ways[how]


@pytest.mark.parametrize("how", ["checksum", "lower-case checksum", "no checksum", "no JSON",
                                 "a name twice", "no number", "no type", "too long"])
def test_a_record_that_cannot_be_read_is_explained(how, tmp_path):
    """By what is wrong with it, not by what follows from that."""
    records = split(make_recording("repeated"))
    records[9], words = break_framing(records, how)
    path = tmp_path / "a.rec"
    path.write_bytes(join(records))
    status, out, _ = check(path)
    line = next(line for line in out.splitlines() if line.startswith("record 10 "))
    assert status == 1 and words in line


def test_order_gaps_and_ends_are_told(tmp_path):
    """Records that are lost, come again, are cut, or are surrounded by other bytes."""
    records = split(make_recording("booted"))
    path = tmp_path / "a.rec"
    for data, words in (
            (join(records[:20] + records[22:]), '"14" was expected: 2 records are lost'),
            (join(records[:20] + records[10:]), "takes it for a new boot"),
            (join(records)[:-5], "is cut"),
            (b"hello\n" + join(records), "6 bytes before the first record"),
            (join(records[:5]) + b"abc" + join(records[5:]), "3 bytes follow its LF")):
        path.write_bytes(data)
        status, out, _ = check(path)
        assert status == 1 and words in out, words


def test_what_is_missing_for_in_sync_is_told(tmp_path):
    """The last line has the verdict of a reader."""
    path = tmp_path / "a.rec"
    for kind, words in (("hello", "no kernel yet"), ("map", "no map yet"), ("mark", "marks"),
                        ("total", "no frame totals"), ("sum", "not checked yet"),
                        ("heap", "no heap yet")):
        records = [record for record in split(make_recording("booted"))
                   if json.loads(record)["t"] != kind]
        records = [change(record, n=format(i, "x")) for i, record in enumerate(records)]
        path.write_bytes(join(records))
        status, out, _ = check(path)
        assert status == 1 and words in out.splitlines()[-1]
        assert json.loads(check(path, "--json")[1])["sync"] is False


def test_what_is_well_has_no_fault(tmp_path):
    """Recordings of ours, of another kernel, and of a boot in Bochs; unknown types are notes."""
    for scenario in ("booted", "worked", "repeated", "other", "big"):
        path = tmp_path / "a.rec"
        path.write_bytes(make_recording(scenario))
        assert check(path)[0] == 0
    assert check(ROOT / "tests" / "data" / "boot-128m.rec")[0] == 0
    records = split(make_recording("booted"))
    count = len(records)
    records.append(change(records[-1], n=format(count, "x"), t="weather", ms=None, lost=None))
    records.append(change(records[0], n=format(count + 1, "x"), colour="red"))
    path.write_bytes(join(records))
    status, out, _ = check(path)
    assert status == 0 and "no documented type" in out and '"colour"' in out


def test_what_is_no_telemetry_is_said_to_be_none(tmp_path):
    """A log, nothing at all, a directory."""
    path = tmp_path / "log"
    for text in ("BIOS-e820: usable\n", ""):
        path.write_text(text, encoding="ascii")
        status, out, err = check(path)
        assert status == 1 and out == "" and "memviz e820" in err
    assert check(tmp_path)[0] == 1 and check(tmp_path / "none")[0] == 1
