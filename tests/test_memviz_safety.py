"""Nothing from outside reaches a terminal, a picture or a reader of JSON as it came."""

import json
import os
import re
import subprocess
import unicodedata
from pathlib import Path

import pytest

from gen_recording import Machine, Stream, boot

ROOT = Path(__file__).parent.parent
MEMVIZ = str(ROOT / "build" / "memviz")
BOOT = str(ROOT / "tests" / "data" / "boot-128m.rec")

# C0 and DEL, C1, what turns the direction of writing, what combines, what has no width or no glyph,
# what XML does not take, and half of a pair.
CODES = (list(range(0x20)) + [0x7F] + list(range(0x80, 0xA0)) + [0xAD, 0x61C]
         + list(range(0x200B, 0x2010)) + list(range(0x2028, 0x202F)) + list(range(0x2066, 0x206A))
         + [0x300, 0x301, 0x3099, 0xFE0F, 0xFEFF, 0xFFF9, 0xFFFE, 0xFFFF, 0xD83D, 0x1F600, 0x4E00])
PIECE = 7
PAYLOADS = ["".join(map(chr, CODES[i:i + PIECE])) + "[31m" for i in range(0, len(CODES), PIECE)]
SEQUENCES = ["\x1b[31mred", "\x1b]0;title\x07", "\x1b[2J\x1b[H", "a\nb\rc\td", "\u202eabc",
             "\x9b31m"]

# Every string member of every record type; what else the record needs.
MEMBERS = [
    ("boot", "name", {"step": 2}),
    ("fail", "code", {"text": "x"}), ("fail", "text", {"code": "E1"}),
    ("fault", "name", {"eip": "1000", "place": "p", "text": "x"}),
    ("fault", "place", {"eip": "1000", "name": "n", "text": "x"}),
    ("fault", "text", {"eip": "1000", "name": "n", "place": "p"}),
    ("hello", "name", {"version": "1", "frame": "1000", "block": 8192}),
    ("hello", "version", {"name": "x", "frame": "1000", "block": 8192}),
    ("hello", "without", {"version": "1", "frame": "1000", "block": 8192}),
    ("map", "source", {"truncated": False}),
    ("region", "symbol", {"i": 0, "of": 14, "start": "0", "end": "400", "what": "w",
                          "alive": True}),
    ("region", "what", {"i": 0, "of": 14, "start": "0", "end": "400", "symbol": "s",
                        "alive": True}),
    ("mark", "symbol", {"i": 0, "of": 7, "at": "7000"}),
    ("alloc", "tag", {"i": 0, "start": "10b020", "size": "1000"}),
    ("log", "text", {"i": 3, "tsc": "99999999"}),
    ("frames", "runs", {"from": "0"}),
]


UNSAFE = ("Cc", "Cf", "Cs", "Cn", "Zl", "Zp", "Mn", "Me")


def is_safe(text):
    """Whether a text does nothing to a terminal but fill cells and end lines."""
    return all(ch == "\n" or unicodedata.category(ch) not in UNSAFE for ch in text)


def run(*arguments, env=None):
    """What memviz does with its arguments, as (status, standard output, standard error)."""
    answer = subprocess.run([MEMVIZ, *arguments], capture_output=True, check=False, timeout=60,
                            env={**os.environ, "LC_ALL": "C.UTF-8", **(env or {})})
    return answer.returncode, answer.stdout.decode(), answer.stderr.decode()


@pytest.fixture(scope="module", name="recording")
def make_recording(tmp_path_factory):
    """A machine that booted, and then each string member with each payload."""
    stream = Stream()
    boot(Machine(stream))
    for kind, member, others in MEMBERS:
        for payload in PAYLOADS + SEQUENCES:
            stream.send(kind, **others, **{member: payload})
    path = tmp_path_factory.mktemp("safety") / "hostile.rec"
    path.write_bytes(stream.data)
    return path, stream.number


@pytest.mark.parametrize("member", range(len(MEMBERS)))
def test_screens_hold_no_character_that_moves_a_terminal(recording, member, tmp_path):
    """Of each member the last payloads, and in between, on screens of several sizes."""
    path, count = recording
    each = len(PAYLOADS) + len(SEQUENCES)
    first = count - each * (len(MEMBERS) - member)
    whole = path.read_bytes().split(b"\x1e")[1:]
    for i in (0, 3, 5, each - 6, each - 4, each - 1):
        single = tmp_path / "one.rec"
        single.write_bytes(b"".join(b"\x1e" + part for part in whole[:first + i + 1]))
        for size in ("80x24", "132x43", "200x60"):
            status, out, _ = run("--no-config", "--once", size, str(single))
            assert status == 0 and is_safe(out), (MEMBERS[member], i)
        coloured = run("--no-config", "--once", "80x24", "--color", "always", str(single))[1]
        assert is_safe(re.sub(r"\x1b\[[0-9;]*m", "", coloured))


def test_json_and_pictures_are_sound(recording, tmp_path):
    """JSON is ASCII; SVG is XML; PNG is written; and nothing unsafe is in any of them."""
    path, _ = recording
    status, out, err = run("--no-config", "--json", str(path))
    assert status == 0 and err == ""
    assert all(0x20 <= ord(ch) <= 0x7E or ch == "\n" for ch in out)
    json.loads(out)
    svg, png = tmp_path / "a.svg", tmp_path / "a.png"
    status, _, err = run("--no-config", "--svg", str(svg), "--png", str(png), str(path))
    assert status == 0 and err == ""
    assert is_safe(svg.read_text(encoding="utf-8"))
    assert png.read_bytes().startswith(b"\x89PNG")


def test_only_documented_sources_of_a_map_are_taken(tmp_path):
    """A source that is none of the documented ones makes the record a rejected one."""
    stream = Stream()
    for source in ("e820", "e801", "88", "multiboot", "uefi", "none"):
        stream.send("map", source=source, truncated=False)
    stream.send("map", source="mine", truncated=False)
    path = tmp_path / "map.rec"
    path.write_bytes(stream.data)
    assert "6 records  0 lost  1 rejected" in run("--no-config", "--once", "80x24", str(path))[1]


@pytest.mark.parametrize("name", ["a\x1b[31mb", "a\x07b\nc", "a\u202eb", "a\u200bb", "\u0085x"])
def test_names_of_files_are_made_safe_in_messages(name, tmp_path):
    """Of the recording, of a picture, of an option's argument, of a log."""
    missing = str(tmp_path / name)
    for arguments in ((missing,), ("--json", missing), ("e820", missing), ("--at", name, "x"),
                      ("--svg", str(tmp_path / "no" / name), BOOT),
                      ("--" + name, "x")):
        status, out, err = run("--no-config", *arguments)
        assert status != 0
        assert is_safe(out) and is_safe(err.rstrip("\n")) and err.count("\n") == 1, arguments


def test_the_configuration_is_made_safe_in_messages(tmp_path):
    """And what is no file is refused instead of waited for."""
    home = tmp_path / "home"
    (home / "memviz").mkdir(parents=True)
    config = home / "memviz" / "config"
    for text in ("co\x1b[31mlor = x\n", "color = \x1b]0;t\x07\n", "\u202e\n"):
        config.write_text(text, encoding="utf-8")
        status, _, err = run("--json", "x", env={"XDG_CONFIG_HOME": str(home)})
        assert status == 2 and is_safe(err) and "config" in err
    config.unlink()
    os.mkfifo(config)
    status, _, err = run("--json", "x", env={"XDG_CONFIG_HOME": str(home)})
    assert status == 2 and "it is no file" in err
