"""The layout compiler refuses deliberate mistakes in docs/layout.md.

Each test edits a copy of the document the way a person would get it wrong, and
looks at what build/layoutc says: the line, the names, the shared range, the
step, and a place that is really free.
"""

import pytest

from layout_document import Document, GENERATED


@pytest.fixture
def document(tmp_path):
    return Document(tmp_path)


# name: the edit (row, cells), then per expected collision the row that should
# move, the row it meets, the range they share and the step at which it happens.


COLLISIONS = {
    "stack over the buffer": (
        "REAL_STACK",
        {"start": "0x5000", "end": "0x6c00"},
        [("KERNEL_OFFSET1", "REAL_STACK", "0x5000-0x6000", "4 (load)")],
    ),
    "stack grown over the buffer": (
        "REAL_STACK",
        {"start": "0x5000", "size": "11264 bytes"},
        [("KERNEL_OFFSET1", "REAL_STACK", "0x5000-0x6000", "4 (load)")],
    ),
    "stack over stage1": (
        "REAL_STACK",
        {"start": "0x6200", "end": "0x7e00"},
        [("REAL_STACK", "STAGE1", "0x7c00-0x7e00", "1 (stage1)")],
    ),
    "buffer over stage1, the stack before it and stage2 after it": (
        "KERNEL_OFFSET1",
        {"start": "0x4000", "end": "0x9000"},
        [
            ("KERNEL_OFFSET1", "REAL_STACK", "0x6000-0x7c00", "4 (load)"),
            ("KERNEL_OFFSET1", "STAGE1", "0x7c00-0x7e00", "4 (load)"),
            ("KERNEL_OFFSET1", "STAGE2", "0x7e00-0x9000", "4 (load)"),
        ],
    ),
    "60 sectors through the buffer": (
        "KERNEL_OFFSET1",
        {"end": "0x8800", "size": "60 sectors"},
        [
            ("KERNEL_OFFSET1", "REAL_STACK", "0x6000-0x7c00", "4 (load)"),
            ("KERNEL_OFFSET1", "STAGE1", "0x7c00-0x7e00", "4 (load)"),
            ("KERNEL_OFFSET1", "STAGE2", "0x7e00-0x8800", "4 (load)"),
        ],
    ),
    "stage2 grown over MEM_MAP": (
        "STAGE2",
        {"end": "0xa200", "size": "18 sectors"},
        [("MEM_MAP", "STAGE2", "0xa000-0xa200", "1 (stage1)")],
    ),
    "MEM_MAP over stage2": (
        "MEM_MAP",
        {"start": "0x9000", "end": "0xa000"},
        [("MEM_MAP", "STAGE2", "0x9000-0xa000", "1 (stage1)")],
    ),
    "heap end under the kernel window": (
        "KHEAP_MAX_ADDR",
        {"start": "0x700000", "end": "0xfff00000"},
        [("KHEAP_MAX_ADDR", "KERNEL_OFFSET2", "0x700000-0x800000", "6 (kernel)")],
    ),
    "stack into the EBDA": (
        "PM_STACK",
        {"start": "0x8c000", "end": "0x91000"},
        [("PM_STACK", "EBDA", "0x90000-0x91000", "5 (protected)")],
    ),
    "stack over its guard page": (
        "PM_STACK",
        {"start": "0x8a000", "end": "0x8f000"},
        [("PM_STACK", "PM_STACK_GUARD", "0x8a000-0x8b000", "5 (protected)")],
    ),
    "a row in the BIOS data area": (
        "STAGE2",
        {"start": "0x400", "end": "0x2600"},
        [
            ("STAGE2", "BDA", "0x400-0x500", "1 (stage1)"),
            ("STAGE2", "KERNEL_OFFSET1", "0x1000-0x2600", "4 (load)"),
        ],
    ),
    "kernel below 1 MiB": (
        "KERNEL_OFFSET2",
        {"start": "0xf0000", "end": "0x7f0000"},
        [("KERNEL_OFFSET2", "ROM", "0xf0000-0x100000", "4 (load)")],
    ),
    "MEM_MAP in video memory": (
        "MEM_MAP",
        {"start": "0xb8000", "end": "0xb9000"},
        [("MEM_MAP", "VIDEO", "0xb8000-0xb9000", "1 (stage1)")],
    ),
    "guard page kept below the vectors": (
        "PM_STACK_GUARD",
        {"start": "0x0", "end": "0x1000"},
        [
            ("PM_STACK_GUARD", "IVT", "0x0-0x400", "5 (protected)"),
            ("PM_STACK_GUARD", "BDA", "0x400-0x500", "5 (protected)"),
        ],
    ),
}

# 16-bit code reaches 64 KiB, in which 60 sectors are free nowhere.
WITHOUT_ROOM = {"60 sectors through the buffer"}


@pytest.mark.parametrize("name", COLLISIONS)
def test_collision_is_refused_by_name(document, name):
    row, cells, expected = COLLISIONS[name]
    document.edit(row, **cells)
    errors = document.refusals()
    assert len(errors) == len(expected), errors
    for mover, other, shared, step in expected:
        line = document.line_of(mover)
        found = [text for at, text in errors if at == line and f"{other} 0x" in text]
        assert len(found) == 1, (mover, other, errors)
        assert found[0].startswith(f"{mover} 0x")
        assert f"(line {document.line_of(other)})" in found[0]
        assert f"both hold {shared} from step {step} on" in found[0]
        assert f"; {mover} would fit at " in found[0] or name in WITHOUT_ROOM


@pytest.mark.parametrize("name", [name for name in COLLISIONS if name not in WITHOUT_ROOM])
def test_suggestion_makes_the_build_pass(document, name):
    row, cells, _ = COLLISIONS[name]
    document.edit(row, **cells)
    document.apply_suggestions(document.refusals())
    result = document.compile()
    assert (result.returncode, result.stderr) == (0, "")
    assert sorted(path.name for path in document.out.iterdir()) == GENERATED


def test_without_room_the_largest_gap_is_named(document):
    document.edit("KHEAP_MAX_ADDR", start="0x700000", size="1046784 pages")
    [(line, text)] = document.refusals()
    assert line == document.line_of("KHEAP_MAX_ADDR")
    assert text.endswith(
        "KHEAP_MAX_ADDR fits nowhere: the largest gap for it is 0x800000-0x100000000"
    )


def test_length_in_the_end_column_is_recognised(document):
    document.edit("KERNEL_OFFSET1", end="0x5000")
    assert document.refusals() == [
        (
            document.line_of("KERNEL_OFFSET1"),
            "KERNEL_OFFSET1 0x1000-0x5000 is 0x4000 bytes, but its size says 40 sectors (0x5000 "
            "bytes): 0x5000 looks like the length, the end would be 0x6000",
        )
    ]


# name: the edit, and what the one error says.
ROW_MISTAKES = {
    "misaligned page": (
        "MEM_MAP",
        {"start": "0xb200", "end": "0xc200"},
        "MEM_MAP starts at 0xb200, but a row sized in pages starts at a multiple of 4096; "
        "MEM_MAP would fit at 0xb000-0xc000",
    ),
    "misaligned sector": (
        "KERNEL_OFFSET1",
        {"start": "0xf80", "end": "0x5f80"},
        "KERNEL_OFFSET1 starts at 0xf80, but a row sized in sectors starts at a multiple of 512; "
        "KERNEL_OFFSET1 would fit at 0xe00-0x5e00",
    ),
    "buffer across 64 KiB": (
        "KERNEL_OFFSET1",
        {"start": "0xd000", "end": "0x12000"},
        "KERNEL_OFFSET1 0xd000-0x12000 crosses a multiple of 0x10000, which the DMA that fills "
        "rows sized in sectors from a floppy cannot; KERNEL_OFFSET1 would fit at 0xb000-0x10000",
    ),
    "end before start": (
        "STAGE2",
        {"start": "0xa000", "end": "0x7e00"},
        "STAGE2 ends at 0x7e00, not after its start 0xa000",
    ),
    "end is the length, below the start": (
        "STAGE2",
        {"end": "0x2200"},
        "STAGE2 ends at 0x2200, not after its start 0x7e00: 0x2200 looks like the length, the "
        "end would be 0xa000",
    ),
    "size and range disagree": (
        "STAGE2",
        {"size": "16 sectors"},
        "STAGE2 0x7e00-0xa000 is 0x2200 bytes, but its size says 16 sectors (0x2000 bytes): the "
        "end would be 0x9e00",
    ),
    "address without 0x": (
        "STAGE2",
        {"start": "7e00"},
        "'7e00' is not an address: write it like 0x7c00",
    ),
    "no symbol": (
        "STAGE2",
        {"symbol": ""},
        "the row has no symbol: name it",
    ),
    "symbol with a blank": (
        "STAGE2",
        {"symbol": "STAGE 2"},
        "symbol 'STAGE 2' is not a C identifier: use letters, digits and _",
    ),
    "unit unknown": (
        "STAGE2",
        {"size": "8.5 KiB"},
        "'8.5 KiB' is not a size: write a number and bytes, sectors or pages, like 40 sectors",
    ),
    "step that is not there": (
        "STAGE2",
        {"alive": "7"},
        "'7' is not a boot step: write a number from 1 to 6",
    ),
    "reuse before alive": (
        "KERNEL_OFFSET1",
        {"reuse": "3"},
        "KERNEL_OFFSET1 may be reused from step 3 but is alive from step 4: reuse must come "
        "later",
    ),
    "above 4 GiB": (
        "KHEAP_MAX_ADDR",
        {"end": "0x100001000", "size": "1046529 pages"},
        "KHEAP_MAX_ADDR 0x800000-0x100001000 is neither in conventional memory (0x500-0x90000) "
        "nor between 1 MiB and 4 GiB (0x100000-0x100000000); KHEAP_MAX_ADDR fits nowhere: the "
        "largest gap for it is 0x800000-0x100000000",
    ),
}


@pytest.mark.parametrize("name", ROW_MISTAKES)
def test_row_mistake_is_named(document, name):
    row, cells, text = ROW_MISTAKES[name]
    line = document.line_of(row)
    document.edit(row, **cells)
    assert document.refusals() == [(line, text)]


def test_symbol_twice_names_both_lines(document):
    first, second = document.line_of("STAGE1"), document.line_of("STAGE2")
    document.edit("STAGE2", symbol="`STAGE1`")
    assert document.refusals() == [
        (
            second,
            f"symbol STAGE1 is already taken in line {first}: give one of the rows another name",
        )
    ]


def test_malformed_row_names_the_columns(document):
    line = document.line_of("STAGE2")
    document.lines[line - 1] = "| 0x7e00 | 0xa000 | `STAGE2` | second stage | 1 | 6 |"
    assert document.refusals() == [(line, "a row of the layout table has 7 columns: this has 6")]


@pytest.mark.parametrize("cut", ["", "A note."])
def test_row_cut_off_from_its_table_is_not_lost(document, cut):
    line = document.line_of("KHEAP_MAX_ADDR")
    document.lines.insert(line - 1, cut)
    assert document.refusals() != []


@pytest.mark.parametrize(
    "header",
    ["| step |", "| start | end | symbol | what |\n", "| start | end | symbol | what | alive"],
)
def test_missing_table_is_named(document, header):
    text = "\n".join(document.lines)
    assert header in text
    document.lines = text.replace(header, header.replace("|", "| x", 1), 1).splitlines()
    result = document.compile()
    assert result.returncode == 1
    assert " table is missing: its header is | " in result.stderr
    assert list(document.out.iterdir()) == []


def test_all_mistakes_are_listed_in_line_order(document):
    document.edit("STAGE1", size="2 sectors")
    document.edit("KERNEL_OFFSET1", end="0x5000")
    document.edit("MEM_MAP", what="")
    errors = document.refusals()
    rows = ["KERNEL_OFFSET1", "STAGE1", "MEM_MAP"]
    assert [line for line, _ in errors] == [document.line_of(row) for row in rows]


def test_rows_of_different_times_may_share_memory(document):
    row = "| 0x1000 | 0x2000 | `LATE` | comes after the buffer | {} | never | 1 page |"
    document.lines.insert(document.line_of("MEM_MAP"), row.format(6))
    result = document.compile()
    assert (result.returncode, result.stderr) == (0, "")
    document.lines[document.line_of("MEM_MAP")] = row.format(5)
    for path in document.out.iterdir():
        path.unlink()
    [(_, text)] = document.refusals()
    assert "both hold 0x1000-0x2000 from step 5 (protected) on" in text
