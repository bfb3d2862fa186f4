"""The layout compiler knows what each row is for, and its advice makes the build pass."""

import random

import pytest

from layout_document import COLUMNS, Document


@pytest.fixture
def document(tmp_path):
    return Document(tmp_path)


# name: the rows that are edited, and the whole error for each row that is refused.
MISTAKES = {
    "buffer above 1 MiB": (
        {"KERNEL_OFFSET1": {"start": "0xa00000", "end": "0xa05000"}},
        ["KERNEL_OFFSET1 0xa00000-0xa05000 ends above 0x10000, but 16-bit code reaches a load "],
    ),
    "buffer over the kernel": (
        {"KERNEL_OFFSET1": {"start": "0x700000", "end": "0x705000"}},
        ["KERNEL_OFFSET1 0x700000-0x705000 overlaps KERNEL_OFFSET2 0x100000-0x800000 (line "],
    ),
    "buffer above 64 KiB": (
        {"KERNEL_OFFSET1": {"start": "0x20000", "end": "0x25000"}},
        [
            "KERNEL_OFFSET1 0x20000-0x25000 ends above 0x10000, but 16-bit code reaches a load "
            "buffer below 64 KiB only (and the BIOS below 1 MiB); KERNEL_OFFSET1 would fit at "
            "0xb000-0x10000",
        ],
    ),
    "real-mode stack above 64 KiB": (
        {"REAL_STACK": {"start": "0x30000", "end": "0x31c00"}},
        [
            "REAL_STACK 0x30000-0x31c00 ends above 0x10000, but 16-bit code reaches a real-mode "
            "stack below 64 KiB only (and the BIOS below 1 MiB); REAL_STACK would fit at "
            "0xe400-0x10000",
        ],
    ),
    "stack moved without its guard": (
        {"PM_STACK": {"start": "0x60000", "end": "0x65000"}},
        [
            "PM_STACK_GUARD 0x8a000-0x8b000 must end where PM_STACK starts (0x60000); "
            "PM_STACK_GUARD would fit at 0x5f000-0x60000",
        ],
    ),
    "guard moved away from its stack": (
        {"PM_LOW_GUARD": {"start": "0x30000", "end": "0x31000"}},
        [
            "PM_LOW_GUARD 0x30000-0x31000 must end where PM_STACK_LOW starts (0x3b000); "
            "PM_LOW_GUARD would fit at 0x3a000-0x3b000",
        ],
    ),
    "stack moved to where no guard fits below it": (
        {"PM_STACK": {"start": "0xb000", "end": "0x10000"}},
        [
            "PM_STACK 0xb000-0x10000 must start where PM_STACK_GUARD ends (0x8b000); PM_STACK "
            "would fit at 0x8b000-0x90000",
        ],
    ),
    "stack grown by a page": (
        {"PM_STACK": {"end": "0x91000", "size": "6 pages"}},
        [
            "PM_STACK_GUARD has to move together with PM_STACK (line {PM_STACK}); PM_STACK_GUARD "
            "would fit at 0x89000-0x8a000",
            "PM_STACK 0x8b000-0x91000 overlaps the firmware's EBDA 0x90000-0xa0000 (line {EBDA}): ",
        ],
    ),
    "frames start after a hole": (
        {"KHEAP_MAX_ADDR": {"start": "0x900000", "size": "1046272 pages"}},
        [
            "KHEAP_MAX_ADDR 0x900000-0x100000000 must start where KERNEL_OFFSET2 ends (0x800000); "
            "KHEAP_MAX_ADDR would fit at 0x800000-0xfff00000",
        ],
    ),
    "two sectors of boot sector": (
        {"STAGE1": {"end": "0x8000", "size": "2 sectors"}},
        [
            "STAGE1 has a size of 0x400 bytes, but a boot sector has exactly 0x200 bytes: write 1 "
            "sector in column size; STAGE1 would fit at 0x7c00-0x7e00",
        ],
    ),
    "boot sector elsewhere": (
        {"STAGE1": {"start": "0xb000", "end": "0xb200"}},
        [
            "STAGE1 0xb000-0xb200 must start at 0x7c00, where the BIOS loads the boot sector; "
            "STAGE1 would fit at 0x7c00-0x7e00",
        ],
    ),
    "real-mode stack of a paragraph": (
        {"REAL_STACK": {"start": "0x7bf0", "size": "16 bytes"}},
        [
            "REAL_STACK has a size of 0x10 bytes, but a real-mode stack needs at least 0x800 "
            "bytes: write 2048 bytes in column size; REAL_STACK would fit at 0x7400-0x7c00",
        ],
    ),
    "boot information of a sector": (
        {"MEM_MAP": {"end": "0xa200", "size": "1 sector"}},
        ["MEM_MAP has a size of 0x200 bytes, but a boot information needs at least "],
    ),
    "loader reused while it runs": (
        {"STAGE2": {"reuse": "4"}},
        [
            "STAGE2 may be reused from step 4 (load) on, but the loader runs until step 6 "
            "(kernel): write 6 in column reuse",
        ],
    ),
    "stack reused": (
        {"PM_STACK": {"reuse": "6"}},
        [
            "PM_STACK may be reused from step 6 (kernel) on, but the kernel runs as long as the "
            "machine runs: write never in column reuse",
        ],
    ),
    "stack declared too late": (
        {"PM_STACK": {"alive": "6"}},
        [
            "PM_STACK is alive from step 6 (kernel) on, but a stack holds something from step 5 "
            "(protected) on: write 5 in column alive",
        ],
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_mistake_is_named_and_the_advice_builds(document, name):
    edits, expected = MISTAKES[name]
    for symbol, cells in edits.items():
        document.edit(symbol, **cells)
    lines = {symbol: document.line_of(symbol) for symbol in ("PM_STACK_GUARD", "PM_STACK", "EBDA")}
    errors = document.refusals()
    for part in expected:
        assert any(text.startswith(part.format(**lines)) for _, text in errors), (part, errors)
    document.apply_suggestions(errors)
    result = document.compile()
    assert (result.returncode, result.stderr) == (0, "")


def test_no_place_is_suggested_that_16_bit_code_does_not_reach(document):
    document.edit("KERNEL_OFFSET1", end="0x7c00", size="54 sectors")
    [(line, text)] = document.refusals()
    assert line == document.line_of("KERNEL_OFFSET1")
    assert text.endswith(
        "KERNEL_OFFSET1 fits nowhere below 0x10000: the largest gap for it is 0x500-0x6000"
    )


def test_stack_without_any_guard_is_refused(document):
    for _ in range(2):  # the row, and its role
        number = next(n for n, line in enumerate(document.lines) if "`PM_STACK_GUARD` |" in line)
        del document.lines[number]
    for number, line in enumerate(document.lines):
        document.lines[number] = line.replace("| guard | `PM_STACK_GUARD` |", "| guard | |")
    [(line, text)] = document.refusals()
    assert line == document.line_of("PM_STACK")
    assert text == (
        "PM_STACK 0x8b000-0x90000 has no guard: add a row of 1 page that ends at 0x8b000, and "
        "give it the role guard"
    )


def plant(document, rng):
    """Edits one row at random, the way people do: moved, grown, half of it changed, reused."""
    symbol = rng.choice(ROWS)
    row = document.lines[document.line_of(symbol) - 1].strip("|").split("|")
    cells = dict(zip(COLUMNS, (cell.strip() for cell in row)))
    start, end = int(cells["start"], 16), int(cells["end"], 16)
    count, unit = cells["size"].split()
    step = {"byte": 1, "sect": 512, "page": 4096}[unit[:4]]
    kind = rng.choice(["move", "grow", "start", "end", "size", "alive", "reuse", "nudge"])
    if kind == "move":
        to = rng.choice([rng.randrange(0, 0x100000, 512), rng.randrange(0, 1 << 24, 4096)])
        document.edit(symbol, start=hex(to), end=hex(to + end - start))
    elif kind == "grow":
        more = rng.randrange(1, 17)
        document.edit(symbol, end=hex(end + more * step), size=f"{int(count) + more} {unit}")
    elif kind == "nudge":
        by = rng.choice([16, 512, 0x1000, 0x10000])
        document.edit(symbol, start=hex(start + by), end=hex(end + by))
    elif kind == "size":
        document.edit(symbol, size=f"{rng.randrange(1, 2 * int(count))} {unit}")
    elif kind in ("alive", "reuse"):
        document.edit(symbol, **{kind: str(rng.randrange(1, 7))})
    else:
        document.edit(symbol, **{kind: hex(rng.randrange(0, 0x100000, 16))})


ROWS = ["KERNEL_OFFSET1", "REAL_STACK", "STAGE1", "STAGE2", "MEM_MAP", "PM_LOW_GUARD",
        "PM_STACK_LOW", "PM_STACK_GUARD", "PM_STACK", "KERNEL_OFFSET2", "KHEAP_MAX_ADDR"]
# Advice that is no cell to write: for these there is none.
WITHOUT_ADVICE = ("fits nowhere", "not after its start", "reuse must come later")


@pytest.mark.parametrize("seed", range(4))
def test_advice_for_random_mistakes_builds(tmp_path, seed):
    rng = random.Random(seed)
    followed = 0
    for number in range(60):
        folder = tmp_path / str(number)
        folder.mkdir()
        document = Document(folder)
        planted = rng.choice([1, 1, 2, 3])
        for _ in range(planted):
            plant(document, rng)
        if document.compile().returncode == 0:
            continue
        for path in document.out.iterdir():
            path.unlink()
        errors = document.refusals()
        if any(part in text for _, text in errors for part in WITHOUT_ADVICE):
            continue
        document.apply_suggestions(errors)
        result = document.compile()
        assert (result.returncode, result.stderr) == (0, ""), (errors, document.lines)
        followed += 1
    assert followed >= 20
