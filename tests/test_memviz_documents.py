"""The documents of memviz say what memviz says: options, keys, pictures, what is installed."""

import ctypes
import gzip
import json
import os
import re
import struct
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MEMVIZ = str(ROOT / "build" / "memviz")
MAN = ROOT / "man" / "memviz.1"
COMPLETION = ROOT / "completions" / "memviz"
README = (ROOT / "README.md").read_text()
RECORDING = ROOT / "tests" / "data" / "boot-128m.rec"
PICTURE = ROOT / "docs" / "picture" / "boot-128m.svg"


def run(*arguments, **options):
    """memviz, which must succeed; what it printed."""
    command = [MEMVIZ, "--no-config", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, check=True, timeout=20, **options).stdout


def help_options():
    """Option by name, with what its argument is called, or ""."""
    found = re.findall(r"^  --([\w-]+)(?: ([A-Zx]+))?\s", run("--help").decode(), re.MULTILINE)
    assert len(found) > 8
    return dict(found)


def man_text(roff):
    """What a line of the man page reads as."""
    text = re.sub(r"\\f[BIRP]", "", roff).replace(r"\-", "-").replace(r"\&", "")
    return text.replace(r"\e", "\\")


def man_section(name):
    """The lines of one section of the man page."""
    return re.split(r"\n\.SH ", MAN.read_text().split(f"\n.SH {name}\n")[1])[0].split("\n")


def man_pairs(name):
    """The tagged paragraphs of a section: (tag line, first line below it)."""
    lines = man_section(name)
    return [(man_text(lines[i + 1]), man_text(lines[i + 2]))
            for i, line in enumerate(lines) if line == ".TP"]


def keys():
    """The bindings, as (keys, what they do)."""
    lines = run("--keys").decode().splitlines()
    return [(line[2:16].strip(), line[16:]) for line in lines]


def test_man_page_has_exactly_the_options_of_the_help():
    found = {}
    for tag, _ in man_pairs("OPTIONS"):
        name, argument = re.match(r'\.\w+ --([\w-]+)(?:" ?,?)?(?: "? ?([A-Zx]+)"?)?', tag).groups()
        found[name] = argument or ""
    assert found == help_options()


def test_completion_has_exactly_the_options_of_the_help():
    declared = re.search(r"local options='([^']*)'", COMPLETION.read_text()).group(1).split()
    assert declared == [f"--{name}" for name in help_options()]


def test_completion_of_observe_has_exactly_the_options_of_its_help():
    """In the order of the help."""
    text = subprocess.run([MEMVIZ, "observe", "--help"], capture_output=True, check=True).stdout
    options = re.findall(r"^  (--[\w-]+)", text.decode(), re.MULTILINE)
    assert complete("observe", begun="--") == options
    assert complete("observe", "--until")[0] == "prompt"


def test_man_page_has_exactly_the_keys_of_the_table():
    found = [(tag.removeprefix(".B "), what) for tag, what in man_pairs("KEYS")]
    assert found == keys()


def test_walk_shows_keys_as_the_table_has_them():
    shown = re.findall(r"^\| `([^`|]+)` \| ([^`|]+) \|$",
                       README.split("**3. Look closer.**")[1].split("**4.")[0], re.MULTILINE)
    assert len(shown) > 8
    assert [row for row in shown if row not in keys()] == []


def test_readme_knows_no_option_that_is_not_there():
    named = set()
    for code in re.findall(r"`[^`\n]*memviz[^`\n]*`|`--[^`\n]*`", README):
        named |= set(re.findall(r"--([\w-]+)", code))
    assert {"svg", "once", "json", "keys"} <= named <= set(help_options())


def test_forms_agree_in_help_man_page_and_completion():
    described = re.search(r"--form NAME(.*?)\n  --", run("--help").decode(), re.DOTALL).group(1)
    forms = re.search(r"only:(.*)", " ".join(described.split())).group(1)
    names = [name for name in re.split(r"[ ,]+", forms) if name not in ("", "or")]
    text = "\n".join(man_text(line) for line in man_section("OPTIONS"))
    assert re.findall(r"^\.BR? ([\w.-]+)", text.split("form only:")[1].split(".TP")[0],
                      re.MULTILINE) == names
    completed = re.search(r"-W '(strata[^']*)'", COMPLETION.read_text()).group(1).split()
    assert completed == names


def test_man_page_is_clean():
    command = ["groff", "-man", "-ww", "-Tutf8", "-z", str(MAN)]
    answer = subprocess.run(command, capture_output=True, check=True, timeout=20)
    assert answer.stderr == b""


def complete(*words, begun=""):
    """What bash offers after these words, for one that is begun."""
    script = (f"source {COMPLETION}; COMP_WORDS=(memviz {' '.join(words)} '{begun}'); "
              f"COMP_CWORD={len(words) + 1}; "
              "_memviz; printf '%s\\n' \"${COMPREPLY[@]}\"")
    command = ["bash", "-c", script, "bash"]
    answer = subprocess.run(command, capture_output=True, check=True, timeout=20, cwd=ROOT)
    return answer.stdout.decode().split()


def test_completion_offers_values_commands_and_files():
    assert complete("--color") == ["auto", "always", "never"]
    assert complete("--color", "=") == ["auto", "always", "never"]
    assert "xen" in complete("e820", "--form")
    assert complete("--at")[0] == "step1"
    assert {"README.md", "replay", "e820", "check", "observe"} <= set(complete())
    assert "replay" not in complete("e820") and "README.md" in complete("e820")


def texts(svg):
    """The words of a picture, in the order they are painted."""
    return re.findall(r"<text[^>]*>([^<]*)</text>", svg)


def test_committed_picture_says_what_a_fresh_one_says():
    fresh = run("--svg", "-", RECORDING).decode()
    assert len(texts(fresh)) > 100
    assert texts(PICTURE.read_text()) == texts(fresh), "make picture, and look at it"
    assert "docs/picture/boot-128m.svg" in README and "docs/picture/boot-128m.png" in README


def png_size(data):
    assert data[:8] == b"\x89PNG\r\n\x1a\n" and b"IEND" in data[-12:]
    return struct.unpack(">II", data[16:24])


def test_frame_in_the_readme_is_a_fresh_one():
    arguments = [MEMVIZ, "--no-config", "--once", "80x24", str(RECORDING)]
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    frame = subprocess.run(arguments, capture_output=True, check=True, env=environment).stdout
    assert "```text\n" + frame.decode() + "```" in README


def test_png_has_twice_the_points_of_the_svg(tmp_path):
    svg, png = tmp_path / "m.svg", tmp_path / "m.png"
    run("--svg", svg, "--png", png, RECORDING)
    width, height = re.search(r'width="(\d+)" height="(\d+)"', svg.read_text()).groups()
    size = png_size(png.read_bytes())
    assert abs(size[0] - 2 * int(width)) <= 2 and abs(size[1] - 2 * int(height)) <= 2
    assert png_size(PICTURE.with_suffix(".png").read_bytes()) == size


def test_picture_of_an_e820_text(tmp_path):
    text = tmp_path / "map.txt"
    text.write_text("BIOS-e820: [base=0x0 length=0x9f000] type=1\n"
                    "BIOS-e820: [base=0x90000 length=0x10000] type=2\n"
                    "BIOS-e820: [base=0x100000 length=0x7f00000] type=1\n")
    words = texts(run("e820", "--svg", "-", text).decode())
    assert "Physical memory of a PC with 128 MiB" in words
    assert "free, 576 KiB, trimmed" in words and "reserved, 64 KiB, overlap won" in words
    assert "Boot" not in words and "Frames" not in words


@pytest.mark.parametrize("option", ["--svg", "--png"])
def test_picture_that_cannot_be_written_is_a_failure(option):
    for place in ("/dev/full", "no/such/folder/m"):
        answer = subprocess.run([MEMVIZ, option, place, str(RECORDING)], capture_output=True,
                                check=False, timeout=20)
        assert answer.returncode == 1
        assert re.fullmatch(rf"memviz: {place}: .+\n", answer.stderr.decode())


def config_run(tmp_path, text, *arguments):
    """memviz with a configuration file."""
    place = tmp_path / "memviz" / "config"
    place.parent.mkdir(exist_ok=True)
    place.write_text(text)
    return subprocess.run([MEMVIZ, *arguments, str(RECORDING)], capture_output=True, check=False,
                          timeout=20, env={**os.environ, "XDG_CONFIG_HOME": str(tmp_path),
                                           "LC_ALL": "C.UTF-8"})


def test_configuration_is_read_and_the_command_line_goes_first(tmp_path):
    text = "ascii = yes\ncolor = always\n"
    answer = config_run(tmp_path, text, "--once", "80x24")
    assert answer.stdout.isascii() and b"\x1b[" in answer.stdout
    assert b"\x1b[" not in config_run(tmp_path, text, "--color=never", "--once", "80x24").stdout
    assert not config_run(tmp_path, text, "--no-config", "--once", "80x24").stdout.isascii()


def test_wrong_configuration_is_named_with_its_line(tmp_path):
    answer = config_run(tmp_path, "# mine\nmouse = maybe\n", "--json")
    assert answer.returncode == 2 and answer.stdout == b""
    place = tmp_path / "memviz" / "config"
    assert answer.stderr.decode() == f"memviz: {place}:2: mouse takes yes or no, not: maybe\n"


def test_install_puts_everything_below_destdir(tmp_path):
    # -o: make does not link again what other tests run meanwhile.
    subprocess.run(["make", "-s", "-o", "build/memviz", "install-memviz",
                    f"DESTDIR={tmp_path}", "PREFIX=/usr"],
                   cwd=ROOT, check=True, capture_output=True, timeout=300)
    installed = {str(path.relative_to(tmp_path)): path.stat().st_mode & 0o777
                 for path in tmp_path.rglob("*") if path.is_file()}
    assert installed == {
        "usr/bin/memviz": 0o755,
        "usr/lib/memviz/memviz-buffer.so": 0o644,
        "usr/share/man/man1/memviz.1": 0o644,
        "usr/share/bash-completion/completions/memviz": 0o644,
        "usr/share/doc/memviz/README.md": 0o644,
        "usr/share/doc/memviz/LICENSE": 0o644,
        "usr/share/doc/memviz/telemetry.md": 0o644,
    }
    assert b"memviz" in subprocess.run([tmp_path / "usr/bin/memviz", "--version"], check=True,
                                       capture_output=True).stdout


class Extents(ctypes.Structure):
    """cairo_text_extents_t."""

    _fields_ = [(name, ctypes.c_double) for name in
                ("x_bearing", "y_bearing", "width", "height", "x_advance", "y_advance")]


def cairo_measure():
    """A function that tells how wide cairo sets a text."""
    cairo = ctypes.CDLL("libcairo.so.2")
    for name in ("cairo_image_surface_create", "cairo_create", "cairo_font_options_create"):
        getattr(cairo, name).restype = ctypes.c_void_p
    context = ctypes.c_void_p(cairo.cairo_create(
        ctypes.c_void_p(cairo.cairo_image_surface_create(0, 8, 8))))
    options = ctypes.c_void_p(cairo.cairo_font_options_create())
    cairo.cairo_font_options_set_hint_metrics(options, 1)
    cairo.cairo_font_options_set_hint_style(options, 1)
    cairo.cairo_set_font_options(context, options)

    def measure(text, family, bold, size):
        extents = Extents()
        cairo.cairo_select_font_face(context, family.encode(), 0, int(bold))
        cairo.cairo_set_font_size(context, ctypes.c_double(size))
        cairo.cairo_text_extents(context, text.encode(), ctypes.byref(extents))
        return extents.x_advance

    return measure


def test_text_is_as_wide_as_the_picture_takes_it_for():
    measure = cairo_measure()
    pattern = r'<text class="([^"]+)".*? font-size="([\d.]+)" textLength="([\d.]+)"[^>]*>([^<]+)<'
    found = re.findall(pattern, PICTURE.read_text())
    assert {kind for kind, *_ in found} == {"s", "s b", "m"}
    for kind, size, width, text in found:
        family = "DejaVu Sans Mono" if kind == "m" else "DejaVu Sans"
        measured = measure(text, family, kind == "s b", float(size))
        # Kerning draws some pairs closer together; nothing but the rounding of the size in the
        # file makes text wider.
        assert 0.97 * float(width) - 1 <= measured <= 1.001 * float(width) + 0.1, text


@pytest.mark.parametrize("xdg", [None, "", "relative"])
def test_configuration_is_found_below_home_without_xdg(tmp_path, xdg):
    place = tmp_path / ".config" / "memviz" / "config"
    place.parent.mkdir(parents=True)
    place.write_text("nonsense\n")
    env = {**os.environ, "HOME": str(tmp_path)}
    env.pop("XDG_CONFIG_HOME", None)
    if xdg is not None:
        env["XDG_CONFIG_HOME"] = xdg
    answer = subprocess.run([MEMVIZ, "--json", str(RECORDING)], capture_output=True, check=False,
                            timeout=20, env=env)
    assert answer.returncode == 2
    assert answer.stderr.decode() == \
        f"memviz: {place}:1: a line is `name = value`, not: nonsense\n"


def test_configuration_that_cannot_be_read_is_said(tmp_path):
    (tmp_path / "memviz" / "config").mkdir(parents=True)
    answer = subprocess.run([MEMVIZ, "--json", str(RECORDING)], capture_output=True, check=False,
                            timeout=20, env={**os.environ, "XDG_CONFIG_HOME": str(tmp_path)})
    assert answer.returncode == 2
    assert b"config: cannot be read: Is a directory" in answer.stderr


def test_a_picture_that_fails_leaves_what_was_there(tmp_path):
    """Neither a full disk nor a slip of the pen destroys a file."""
    old = tmp_path / "old.svg"
    old.write_bytes(b"old")
    line = f'trap "" XFSZ; ulimit -f 8; exec {MEMVIZ} --no-config --svg {old} {RECORDING}'
    answer = subprocess.run(["sh", "-c", line], capture_output=True, check=False, timeout=60)
    assert answer.returncode == 1 and str(old).encode() in answer.stderr
    assert old.read_bytes() == b"old" and [path.name for path in tmp_path.iterdir()] == ["old.svg"]
    copy = tmp_path / "copy.rec"
    copy.write_bytes(RECORDING.read_bytes())
    for option in ("--svg", "--png"):
        answer = subprocess.run([MEMVIZ, "--no-config", option, copy, copy], capture_output=True,
                                check=False, timeout=60)
        assert answer.returncode == 1 and b"is what is read" in answer.stderr
        assert copy.read_bytes() == RECORDING.read_bytes()
    link = tmp_path / "link.svg"
    link.symlink_to(old)
    run("--svg", link, RECORDING)
    assert link.is_symlink() and b"<svg" in old.read_bytes()


def test_a_picture_names_who_has_the_frames():
    """Used stretches have their owner; what is partly used is not called free."""
    recording = ROOT / "build" / "recordings" / "owned.rec"
    words = texts(run("--svg", "-", recording).decode())
    for label in ("used: disk cache · 16 MiB", "used: page tables · 64 KiB", "used · 4 KiB",
                  "free · 47.9 MiB"):
        assert label in words, label


def test_compressed_recordings_say_what_is_wrong_with_them(tmp_path):
    """A cut is no end, and a window that is too large is no damage."""
    cut = tmp_path / "cut.rec.gz"
    cut.write_bytes(gzip.compress(RECORDING.read_bytes())[:-9])
    answer = subprocess.run([MEMVIZ, "--json", cut], capture_output=True, check=False, timeout=60)
    assert b"is cut" in answer.stderr and json.loads(answer.stdout)["sync"] is False
    assert "the compressed file is cut" in run("--once", "80x24", cut).decode()
    wide = tmp_path / "wide.rec.zst"
    # RFC 8878, 3.1.1.1: magic, a frame header without options, a window of 2 GiB, an empty block.
    wide.write_bytes(bytes.fromhex("28b52ffd" "00" "a8" "010000"))
    answer = subprocess.run([MEMVIZ, "--json", wide], capture_output=True, check=False, timeout=60)
    assert answer.returncode == 1 and b"without --long" in answer.stderr
