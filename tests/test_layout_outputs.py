"""What the layout compiler writes: generated files, picture, messages, exit codes."""

import re
import subprocess
import textwrap

import pytest

from layout_document import DOCUMENT, Document, LAYOUTC, ROOT


@pytest.fixture
def document(tmp_path):
    return Document(tmp_path)


def test_refused_document_leaves_old_files(document):
    assert document.compile().returncode == 0
    before = {path: path.read_bytes() for path in document.out.iterdir()}
    document.edit("KERNEL_OFFSET1", end="0x5000")
    assert document.compile().returncode == 1
    assert {path: path.read_bytes() for path in document.out.iterdir()} == before


def test_unwritable_directory_is_trouble(document):
    result = document.compile("--out", document.out / "missing")
    assert result.returncode == 2
    assert "No such file or directory" in result.stderr


@pytest.mark.parametrize(
    "arguments", [[], ["--out"], ["--out", "dir"], ["--frobnicate"], ["a", "b"]]
)
def test_wrong_usage_exits_2(arguments):
    result = subprocess.run([LAYOUTC, *arguments], capture_output=True, text=True, check=False)
    assert result.returncode == 2
    assert result.stderr.startswith("usage: layoutc ")


def test_missing_document_exits_2(tmp_path):
    result = subprocess.run(
        [LAYOUTC, tmp_path / "none.md"], capture_output=True, text=True, check=False
    )
    assert result.returncode == 2
    assert "none.md: No such file or directory" in result.stderr


def test_help_names_every_option():
    result = subprocess.run([LAYOUTC, "--help"], capture_output=True, text=True, check=False)
    assert result.returncode == 0
    for option in ["--out DIR", "--picture", "--check-picture"]:
        assert option in result.stdout


def test_picture_of_the_document_is_up_to_date():
    """When this fails, run: make layout-picture"""
    result = subprocess.run(
        [LAYOUTC, "--check-picture", ROOT / "docs" / "layout.md"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (result.returncode, result.stderr) == (0, "")


def test_picture_follows_the_tables(document):
    document.edit("MEM_MAP", start="0xb000", end="0xc000")
    stale = document.compile("--check-picture")
    assert stale.returncode == 1
    assert "redraw it with layoutc --picture" in stale.stderr
    assert document.compile("--picture").returncode == 0
    redrawn = document.path.read_text(encoding="utf-8")
    assert "0x0c000 ├" in redrawn
    document.lines = redrawn.splitlines()
    assert document.compile("--check-picture").returncode == 0


def test_picture_is_not_drawn_of_a_refused_document(document):
    document.edit("KERNEL_OFFSET1", end="0x5000")
    assert document.compile("--picture").returncode == 1
    assert document.path.read_text(encoding="utf-8").splitlines() == document.lines


def test_error_shown_in_the_document_is_real(document):
    """The example in the chapter is what the tool says, but for the line break."""
    example = re.search(r"```text\n(docs/layout\.md:.*?)```", DOCUMENT, re.DOTALL)[1]
    document.edit("KERNEL_OFFSET1", start="0x2000", end="0x7000")
    [(line, text)] = document.refusals()
    assert " ".join(example.split()) == f"docs/layout.md:{line}: {text}"


def test_constants_work_in_if_and_static_assertions(document, tmp_path):
    assert document.compile().returncode == 0
    source = tmp_path / "use.c"
    source.write_text(
        textwrap.dedent(
            """\
            #include "layout_constants.h"
            #include "layout_rows.c"
            #if LAYOUT_STAGE1 != 0x7c00u || LAYOUT_KHEAP_MAX_ADDR_END != 0x100000000ull
            #error "wrong constant"
            #endif
            _Static_assert(LAYOUT_KERNEL_OFFSET1_END - LAYOUT_KERNEL_OFFSET1 == 40 * 512, "");
            """
        ),
        encoding="utf-8",
    )
    subprocess.run(
        ["gcc", "-std=c11", "-Wall", "-Wextra", "-Werror", "-fsyntax-only", f"-I{ROOT}",
         f"-I{document.out}", source],
        check=True,
    )


def test_nasm_and_linker_take_the_constants(document, tmp_path):
    assert document.compile().returncode == 0
    source = tmp_path / "use.asm"
    source.write_text('%include "layout.inc"\ndq STAGE1, KHEAP_MAX_ADDR_END\n', encoding="utf-8")
    binary = tmp_path / "use.bin"
    subprocess.run(
        ["nasm", "-w+all", "-Werror", f"-I{document.out}/", "-o", binary, source], check=True
    )
    assert binary.read_bytes() == (0x7C00).to_bytes(8, "little") + (1 << 32).to_bytes(8, "little")
    obj = tmp_path / "use.o"
    linked = tmp_path / "linked.o"
    subprocess.run(["nasm", "-f", "elf32", f"-I{document.out}/", "-o", obj, source], check=True)
    subprocess.run(
        ["ld", "-m", "elf_i386", "-r", "-T", document.out / "layout.ld", "-o", linked, obj],
        check=True,
    )
    symbols = subprocess.run(["nm", linked], capture_output=True, text=True, check=True).stdout
    assert "00007c00 A STAGE1\n" in symbols
    assert "00007e00 A STAGE1_END\n" in symbols


def test_offsets_cover_the_hand_over():
    """Every constant and member of bootinfo.h is known to the loader, and nothing else is."""
    header = (ROOT / "kernel" / "core" / "bootinfo.h").read_text(encoding="utf-8")
    header = re.sub(r"/\*.*?\*/", "", header, flags=re.DOTALL)
    offsets = (ROOT / "build" / "gen" / "offsets.inc").read_text(encoding="utf-8")
    defined = re.findall(r"^%define (\w+) 0x", offsets, re.MULTILINE)
    expected = re.findall(r"^#define (\w+) ", header, re.MULTILINE)
    expected += re.findall(r"^    (\w+) = \d+,", header, re.MULTILINE)
    for struct, body in re.findall(r"^struct (\w+) \{(.*?)^\};", header, re.DOTALL | re.MULTILINE):
        members = re.findall(r"(\w+)(?:\[[^]]*\])?;", body)
        names = {f"{struct}_{member}".upper() for member in members} | {f"{struct}_size".upper()}
        constants = set(expected)
        expected += [f"{name}_OFFSET" if name in constants else name for name in sorted(names)]
    assert len(expected) > 40
    expected += ["CPU_VECTORS", "CPU_TEST_VECTOR"]  # of kernel/hw/cpu.h, for the kernel's entries
    assert sorted(defined) == sorted(expected)
