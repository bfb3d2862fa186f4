"""Logs as people paste them: every pair of tests/data/e820-cases, and one map in many wrappings.

A pair is a text and what must come of it: the clean map, or a refusal with the number of a line.
"""

import base64
import bz2
import html
import json
import lzma
import quopri
import re

import pytest

from test_memviz import run
from test_memviz_e820 import CLEAN, DATA, LOGS

CASES = sorted((DATA / "e820-cases").glob("*.expected.txt"))
RANGES = [(0, 0x9d800, 1), (0x9d800, 0x2800, 2), (0xe0000, 0x20000, 2), (0x100000, 0x7e5f0000, 1),
          (0x7e6f0000, 0x12000, 3), (0x7e702000, 0xfe000, 4), (0x7e800000, 0x1800000, 2),
          (0xfec00000, 0x1000, 2), (0x100000000, 0x180000000, 1)]
WORDS = {1: "usable", 2: "reserved", 3: "ACPI data", 4: "ACPI NVS"}
NAMES = {1: "System RAM", 2: "Reserved", 3: "ACPI Tables", 4: "ACPI Non-volatile Storage"}
LINUX = [f"BIOS-e820: [mem 0x{base:016x}-0x{base + length - 1:016x}] {WORDS[kind]}"
         for base, length, kind in RANGES]
XEN = [f"(XEN)  [{base:016x}, {base + length - 1:016x}] ({WORDS[kind]})"
       for base, length, kind in RANGES]
IOMEM = [f"{base:08x}-{base + length - 1:08x} : {NAMES[kind]}" for base, length, kind in RANGES]
OTHER = [line.replace("7e6", "7e5") for line in LINUX]
STAMPED = ["[    0.000000] BIOS-provided physical RAM map:"]
STAMPED += ["[    0.000000] " + line for line in LINUX]


def read(tmp_path, data, *options):
    """The exit status, the clean map as tuples, and all that was reported."""
    path = tmp_path / "log"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    done = run("e820", "--json", *options, path)
    answer = json.loads(done.stdout)
    clean = [(int(entry["base"], 16), int(entry["length"], 16), entry["type"])
             for entry in answer["clean"]]
    return done.returncode, clean, done.stderr.decode(), answer


@pytest.mark.parametrize("expected", CASES, ids=lambda path: path.name.split(".")[0])
def test_every_pair_gives_what_it_must(tmp_path, expected):
    text = expected.read_text()
    source = expected.with_name(expected.name.replace(".expected", ""))
    status, clean, said, _ = read(tmp_path, source.read_bytes())
    # Where the pair allows to read what it would also have refused, it is read.
    allowed = re.search(r"\(or: (shows the old|reads it)", text)
    wanted = [(int(base, 16), int(length, 16), int(kind))
              for base, length, kind in CLEAN.findall(text)]
    assert status == (0 if "verdict: map" in text or allowed else 1), said
    if wanted:
        assert clean == wanted
    line = re.search(r"line \((\d+)\)", text)
    if line and status == 1:
        assert f"line {line.group(1)}: " in said


def lines(entries, end="\n"):
    return end.join(entries) + end


def qp(text):
    return quopri.encodestring(text.encode()).decode()


WRAPPED = {
    "journal": lines("Feb 21 23:02:31 host kernel: " + line for line in LINUX),
    "logcat": lines("01-01 00:00:00.000     0     0 I kernel  : " + line for line in LINUX),
    "logcat-brief": lines("I/kernel  (    0): " + line for line in LINUX),
    "quoted-twice": lines("> >   " + line for line in STAMPED),
    "quoted-iomem": lines(">> " + line for line in IOMEM),
    "markdown": lines(["```"] + LINUX + ["```"]),
    "markdown-indented": lines("    " + line for line in IOMEM),
    "table": lines(f"| {line} |" for line in LINUX),
    "bullets": lines("* " + line for line in LINUX),
    "c-comment": lines(["/*"] + [" * " + line for line in LINUX] + [" */"]),
    "slash-comment": lines("// " + line for line in LINUX),
    "semicolon-comment": lines("; " + line for line in STAMPED),
    "hash-no-blank": lines("#" + line for line in LINUX),
    "colours": lines(f"\033[32m[    0.000000]\033[0m \033[33mBIOS-e820\033[0m{line[9:]}"
                     for line in LINUX),
    "title": "\033]0;root@host: ~\007" + lines(IOMEM),
    "typescript": ("Script started on 2024-01-01\n$ cat /proc/iomm\b \b\bem\r\n"
                   + lines(IOMEM, "\r\n")),
    "cr": lines(STAMPED, "\r"),
    "cr-and-a-last-lf": lines(STAMPED, "\r") + "\n",
    "lf-cr": lines(LINUX, "\n\r"),
    "cr-cr-lf": lines(LINUX, "\r\r\n"),
    "bom": "\ufeff" + lines(IOMEM),
    "nbsp": lines(line.replace(" ", "\u00a0") for line in LINUX),
    "thin-blanks": lines(line.replace(" ", "\u2009") for line in LINUX),
    "dashes": lines(re.sub(r"(?<=\w)-(?=0x)", "\u2013", line) for line in LINUX),
    "latin-1": lines(LINUX).replace("] ", "]\u00a0 ").encode("latin-1"),
    "html-pre": "<html><body><pre>" + html.escape(lines(STAMPED)) + "</pre></body></html>",
    "html-br": "<p>" + "<br/>".join(html.escape(line) for line in IOMEM) + "</p>",
    "html-table": "".join(f"<tr><td>{line}</td></tr>" for line in LINUX),
    "html-nbsp": lines(line.replace(" ", "&nbsp;") for line in IOMEM),
    "html-numbers": lines(line.replace(":", "&#58;").replace("[", "&#x5b;") for line in LINUX),
    "bb-code": lines(f"[COLOR=#000000][FONT=arial]{line}[/FONT][/COLOR]" for line in LINUX),
    "quoted-printable": qp(lines(STAMPED)),
    "quoted-printable-nbsp": qp(lines(line.replace("] ", "]\u00a0") for line in LINUX)),
    "flowed": lines(line.replace("] ", "]  \n") for line in LINUX),
    "flowed-quoted": lines("> " + line.replace("] ", "] \n> ") for line in LINUX),
    "hard-wrapped": lines(line[:70] + "\n" + line[70:] for line in STAMPED),
    "wrapped-in-a-word": lines(line[:61] + "\n" + line[61:] for line in LINUX),
    "wrapped-in-a-number": lines(line[:40] + "\n" + line[40:] for line in LINUX),
    "joined": " ".join(LINUX),
    "joined-xen": " ".join(XEN),
    "joined-iomem": "  ".join(IOMEM),
    "escaped": '"' + "\\n".join(STAMPED) + '\\n"',
    "journal-json": lines(json.dumps({"PRIORITY": "6", "MESSAGE": line, "_BOOT_ID": "0" * 32})
                          for line in LINUX),
    "journal-json-bytes": lines(json.dumps({"MESSAGE": list(line.encode())}) for line in LINUX),
    "journal-json-pretty": lines('{\n\t"PRIORITY" : "6",\n\t"MESSAGE" : %s,\n\t"_UID" : "0"\n}'
                                 % json.dumps(line) for line in LINUX),
    "journal-sse": lines("data: " + json.dumps({"MESSAGE": line}) + "\n" for line in LINUX),
    "journal-export": lines(f"__CURSOR=s=a;i={n}\nPRIORITY=6\nMESSAGE={line}\n_UID=0\n"
                            for n, line in enumerate(LINUX)),
    "docker": lines(json.dumps({"log": line + "\n", "stream": "stdout"}) for line in STAMPED),
    "json-array": json.dumps(LINUX),
    "json-array-pretty": json.dumps(STAMPED, indent=2),
    "rsyslog": "#012".join(LINUX),
    "utf-16": ("\ufeff" + lines(STAMPED)).encode("utf-16-le"),
    "utf-16-be": ("\ufeff" + lines(IOMEM)).encode("utf-16-be"),
    "utf-16-bare": lines(LINUX, "\r\n").encode("utf-16-le"),
    "xz": lzma.compress(lines(STAMPED).encode()),
    "bzip2": bz2.compress(lines(LINUX).encode()),
    "two-xz": lzma.compress(b"x\n") + lzma.compress(lines(LINUX).encode()),
    "interleaved": lines(line + "\nsmpboot: CPU1 has booted\n" * 3 for line in LINUX),
    "far-apart": lines(line + "\nnoise of another program" * 200 for line in LINUX),
    "annotated": lines(line + "   # look at this" for line in IOMEM),
    "nested": lines([IOMEM[0], "  00001000-00001fff : Kernel code"] + IOMEM[1:]),
}


@pytest.mark.parametrize("name", WRAPPED)
def test_a_map_comes_out_of_what_it_was_wrapped_in(tmp_path, name):
    status, clean, said, answer = read(tmp_path, WRAPPED[name])
    assert status == 0, said
    assert clean == RANGES and len(answer["maps"]) == 1


def damaged(entries, number, old, new):
    """The lines with one place of line number (from 1) changed."""
    assert old in entries[number - 1]
    return entries[:number - 1] + [entries[number - 1].replace(old, new, 1)] + entries[number:]


@pytest.mark.parametrize("entries, number, old, new", [
    (LINUX, 4, "BIOS-e820:", "BIOS-e820;"), (LINUX, 4, "BIOS", "B1OS"), (LINUX, 4, "[mem", "mem"),
    (LINUX, 4, "[mem", "[nem"), (LINUX, 4, "0x", "Ox"), (LINUX, 4, "]", ""), (LINUX, 4, "]", "1"),
    (LINUX, 4, "-0x", "0x"), (LINUX, 4, "usable", "usab1e"), (LINUX, 4, "usable", ""),
    (LINUX, 4, "7e6effff", "7e6eff"), (LINUX, 1, "BIOS-e820: [", "BIOS-e820: "),
    (LINUX, 9, "0x0000000100000000", "0x00000001OOOOOOOO"), (LINUX, 4, "BIOS-e820: ", ""),
    (LINUX, 4, "usable", "usable ==> reserved"), (LINUX, 9, "] usable", "]"),
    (XEN, 4, ", ", ",, "), (XEN, 4, "[", ""), (XEN, 4, "]", ""), (XEN, 4, "(us", "(u s"),
    (XEN, 9, "(usable)", "(usabl"), (XEN, 1, "0000000000000000,", "000000000000000,"),
    (IOMEM, 4, "-", " "), (IOMEM, 4, ":", ";"), (IOMEM, 4, "System RAM", "Systen RAM"),
    (IOMEM, 4, "00100000", "O0100000"), (IOMEM, 7, "Reserved", "Resewed"),
    (IOMEM, 1, "00000000", "0000000"), (IOMEM, 4, "RAM", "RAM and more"),
])
def test_a_damaged_line_refuses_the_map_with_its_number(tmp_path, entries, number, old, new):
    status, _, said, answer = read(tmp_path, lines(damaged(entries, number, old, new)))
    assert status == 1 and f"line {number}: " in said, said
    assert answer["maps"][0]["fault"]["line"] == number


HUNK = (f"--- a\n+++ b\n@@ -1,{len(LINUX)} +1,{len(LINUX)} @@\n"
        + lines([" " + LINUX[0], "-" + LINUX[1], "+" + OTHER[1]] + [" " + x for x in LINUX[2:]]))


@pytest.mark.parametrize("text, count", [
    (lines(LINUX) + "\n" + lines(OTHER), 2), (lines(LINUX + OTHER + LINUX), 3),
    (lines(IOMEM) + "after a reboot:\n" + lines(IOMEM), 2), (lines(IOMEM + IOMEM), 2),
    (lines(["$ cat /proc/iomem"] + IOMEM + ["$ cat /proc/iomem"] + IOMEM[:6]), 2),
    (lines(["Feb 21 23:02:31 h kernel: " + x for x in LINUX[3:]]
           + ["Feb 22 08:00:00 h kernel: " + x for x in LINUX]), 2),
    (lines(STAMPED + STAMPED), 2), (HUNK, 2),
    (lines(["grub> lsmmap"] + ["base_addr = 0x0, length = 0x9d800, available RAM",
                               "base_addr = 0x100000, length = 0x700000, available RAM"]) * 2, 2),
])
def test_maps_of_one_text_are_told_apart(tmp_path, text, count):
    status, _, said, answer = read(tmp_path, text)
    assert status == 0 and len(answer["maps"]) == count, said
    assert "maps were found in this text, this is the first" in said
    assert answer["map"] == 1


@pytest.mark.parametrize("text, said", [
    (lines(LINUX[:3] + ["** 7 printk messages dropped **"] + LINUX[4:]), "dropped or left out"),
    (lines(LINUX[:3] + ["systemd-journald[1]: Missed 12 kernel messages"] + LINUX[4:]),
     "Missed 12"),
    (lines(LINUX[:3] + ["[...]"] + LINUX[6:]), "dropped or left out"),
    (lines(LINUX[:3] + ["<snip>"] + LINUX[6:]), "snip"),
    (lines(LINUX[3:]), "the start of the map may be missing"),
    (lines(LINUX[:3] + ["# " + LINUX[3]] + LINUX[4:]), "line 4: an entry that is a comment"),
    (lines(["(XEN) Dom0 memory map:"] + XEN), "not what the firmware reported"),
    (lines(["user-defined physical RAM map:"] + [x.replace("BIOS-e820", "user") for x in LINUX]),
     "not what the firmware reported"),
    (lines(["Command line: root=/dev/sda1 elfcorehdr=867700K"] + LINUX), "gave to a crash kernel"),
    (lines(LINUX[:4] + LINUX[5:6] + LINUX[4:5] + LINUX[6:]), "check its digits"),
])
def test_what_a_reader_must_know_is_a_warning(tmp_path, text, said):
    status, _, stderr, answer = read(tmp_path, text)
    assert status == 0 and said in stderr
    assert any(said in warning for warning in answer["warnings"])


@pytest.mark.parametrize("text, said", [
    ("# one\n# two\n", "nothing but comments"),
    ("  3: 0000000000000000 - 000000000009fc00 = 1 RAM\n"
     "  5: 0000000000100000 - 0000000008000000 = 1 RAM\n", "line 2: the index is 5"),
    ("e820 map has 3 items:\n  0: 0000000000000000 - 000000000009fc00 = 1 RAM\n",
     "line 1: the heading counts 3 entries, and 1 follow"),
    (lines("base_addr = 0x0%x, length = 0x0%x, type = 0x1" % (i << 20, 0x1000) for i in range(9))
     + "base_addr = 0x123456, length = 0x01000, type = 0x1\n", "line 10: high and low half"),
    ("-" + LINUX[0] + "\n+" + LINUX[1] + "\n", "a diff and no map"),
    (lines(["3c3", "< " + LINUX[0], "---", "> " + LINUX[1]]), "a diff and no map"),
    ("base: 0x1000, length: 0x51000, type: 5\nbase: 0x52000, length: 0x4d000, type: 0\n",
     "line 2: type 0 is none"),
])
def test_what_is_no_whole_map_is_refused(tmp_path, text, said):
    status, _, stderr, answer = read(tmp_path, text)
    assert status == 1 and said in stderr and answer["source"] == "none"


def test_an_attribute_in_the_column_of_another_is_damage(tmp_path):
    row = "efi: mem%02x: [Conventional Memory|   |  |  |  |  |  |  |   |WB|WT|WC|UC] range=[%s]"
    text = lines(row % (i, f"0x{i << 20:016x}-0x{(i + 1 << 20) - 1:016x}") for i in range(3))
    assert read(tmp_path, text, "--form", "efi")[:2] == (0, [(0, 3 << 20, 1)])
    status, _, said, _ = read(tmp_path, text.replace("|WB|", "|WP|", 1), "--form", "efi")
    assert status == 1 and "line 1: " in said


def test_the_firmwares_map_is_preferred_and_never_replaced(tmp_path):
    user = [line.replace("BIOS-e820", "user") for line in OTHER]
    assert read(tmp_path, lines(user + LINUX))[1] == RANGES
    status, _, said, _ = read(tmp_path, lines(damaged(LINUX, 4, "[mem", "[nem") + user))
    assert status == 1 and "line 4: " in said and "(map 2 of 2 can be read: --map 2)" in said
    assert read(tmp_path, lines(damaged(LINUX, 4, "[mem", "[nem") + user), "--map", "2")[0] == 0


def test_a_cut_archive_is_refused(tmp_path):
    data = bz2.compress((LOGS / "linux-journal.log").read_bytes() * 9)
    path = tmp_path / "kern.log.bz2"
    path.write_bytes(data[:-20])
    done = run("e820", path)
    assert done.returncode == 1 and b"has been cut off" in done.stderr


def test_base64_is_no_map(tmp_path):
    status, _, said, _ = read(tmp_path, base64.encodebytes(lines(LINUX).encode()))
    assert status == 1 and "no e820 map" in said


def test_difference_of_two_maps_and_expectation(tmp_path):
    path, same, other = tmp_path / "log", tmp_path / "same", tmp_path / "other"
    path.write_text(lines(LINUX) + "\n" + lines(OTHER))
    done = run("e820", "--diff", "1,2", path)
    assert done.returncode == 0
    assert b"- 0000000000100000-000000007e6effff 1.9G free" in done.stdout
    assert b"+ 0000000000100000-000000007e5effff 1.9G free" in done.stdout
    same.write_text(lines(IOMEM))
    other.write_text(lines(OTHER))
    assert run("e820", "--expect", same, path).returncode == 0
    done = run("e820", "--expect", other, path)
    assert done.returncode == 1 and b"not the expected one" in done.stderr
    assert run("e820", "--diff", "1,3", path).returncode == 1
    assert run("e820", "--diff", "1", path).returncode == 2


@pytest.mark.parametrize(
    "kind", ["E820SUNUSABLE", "X820_UNUSABLE", "E20_RESERVED", "E820_RSERVED", "E820RAM"]
)
def test_a_damaged_type_of_crash_is_refused(tmp_path, kind):
    lines = [
        "      PHYSICAL ADDRESS RANGE         TYPE",
        "0000000000000000 - 0000000001f96000  E820_RAM",
        "0000000002e19000 - 000000007cb99000  E820_RAM",
        f"000000008461d000 - 00000000cf85d000  {kind}",
    ]
    path = tmp_path / "log"
    path.write_text("\n".join(lines) + "\n")
    done = run("e820", "--json", path)
    assert done.returncode == 1 and b"line 4" in done.stderr


@pytest.mark.parametrize("sign", "[({<=+!$%&~@^?_./\\")
def test_a_sign_in_the_place_of_a_digit_is_refused(tmp_path, sign):
    lines = IOMEM[:3] + [sign + IOMEM[3][1:]] + IOMEM[4:]
    path = tmp_path / "log"
    path.write_text("\n".join(lines) + "\n")
    done = run("e820", "--json", path)
    assert done.returncode == 1 and b"line 4" in done.stderr
