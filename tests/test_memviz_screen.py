"""What memviz shows in a real terminal: panes, cursor, mouse, search, changes, resizes."""

import re

import pytest

# ruff: noqa: F401, F811 (view and recording are fixtures)
from gen_recording import Machine, Stream, boot
from viewer import BOOTED, WORKED, append, recording, run, view

TAKEN, FREED = "»«"


def test_resize_is_followed_and_too_small_is_said(view, recording):
    viewer = view(recording)
    viewer.wait("in sync")
    viewer.resize(132, 43)
    viewer.wait("8 Inspector")
    viewer.resize(30, 8)
    viewer.wait("memviz needs 40x6\nthis is 30x8")
    viewer.resize(40, 12)
    viewer.wait("▶3 Map")
    viewer.resize(80, 24)
    viewer.wait("PM_STACK_GUARD")


def test_keys_move_the_focus_zoom_scroll_and_help(view, recording):
    viewer = view(recording)
    viewer.wait("▶1 Boot")
    viewer.press("\t")
    viewer.wait("▶2 First MiB")
    viewer.press("\x1b[Z")
    viewer.wait("▶1 Boot")
    viewer.press("5")
    viewer.wait("▶5 Log")
    viewer.press("\x1bOA")
    viewer.wait("1 above 1 below")
    viewer.press("3\r")
    viewer.wait("cell 4K")
    for _ in range(12):
        viewer.press("+")
        viewer.pump()
    viewer.wait(r"8b000 ● PM_STACK to 90000")
    # ncurses scrolled for some of that; the screen after it must be the one that was meant.
    viewer.wait(r"90000 ● EBDA to a0000 .*\n +90000 ●+\n +a0000 ● VIDEO")
    viewer.press("\x1b")
    viewer.wait("▶3 Map .*┤")
    viewer.press("?")
    viewer.wait("a cell to the left")
    viewer.press("?")
    viewer.wait("▶3 Map")


def click(viewer, col, row, button=0):
    """A press and a release, as xterm reports them; columns and rows from 0."""
    viewer.press(f"\x1b[<{button};{col + 1};{row + 1}M")
    if button == 0:
        viewer.press(f"\x1b[<{button};{col + 1};{row + 1}m")


def find_on_screen(viewer, text):
    for row, line in enumerate(viewer.text().split("\n")):
        if text in line:
            return line.index(text), row
    raise AssertionError(f"no {text!r} in\n{viewer.text()}")


def test_mouse_selects_and_scrolls(view, recording):
    viewer = view(recording, cols=132, rows=43)
    viewer.wait("in sync")
    click(viewer, *find_on_screen(viewer, "STAGE2 "))
    viewer.wait("▶2 First MiB")
    viewer.wait("8 Inspector .* at 7e00")
    viewer.wait("region   STAGE2 . 0, reusable")
    col, row = find_on_screen(viewer, "K" * 11 + "HHHHH")
    click(viewer, col + 11, row)
    viewer.wait("▶3 Map .* at 10b000")
    viewer.wait("mark     kheap_start . 0")
    click(viewer, col + 11, row, button=65)
    viewer.wait("▶3 Map .* at 120000")
    viewer.resize(132, 24)
    viewer.wait(" 5 Log .* 2 above")
    click(viewer, *find_on_screen(viewer, "5 Log"))
    viewer.wait("▶5 Log")
    click(viewer, *find_on_screen(viewer, "5 Log"), button=64)
    viewer.wait("▶5 Log .* 2 below")


def test_search_goes_to_symbols_and_addresses(view, recording):
    viewer = view(recording)
    viewer.wait("in sync")
    viewer.press("8/kheap_c\r")
    viewer.wait("▶8 Inspector .* at 1101c0")
    viewer.press("/nonsense\x7f\x7f\r")
    viewer.wait("no address or symbol: nonsen")
    viewer.press("/PM_STACK+4K\r")
    viewer.wait("▶8 Inspector .* at 8c000")
    # A key of the prompt is no key of the viewer, and escape leaves it.
    viewer.press("/q\x1b")
    viewer.wait(r"\? help")
    viewer.wait("▶8 Inspector .* at 8c000")


def reversed_text(viewer):
    """What stands in reverse, below the bar."""
    return "".join(cell.data for row in range(1, viewer.screen.lines - 1)
                   for cell in (viewer.screen.buffer[row][col]
                                for col in range(viewer.screen.columns)) if cell.reverse)


def test_what_changed_is_pointed_out_for_a_second(view, tmp_path):
    path = tmp_path / "live.rec"
    path.write_bytes(BOOTED)
    viewer = view("--color", "never", path)
    viewer.wait("in sync")
    assert "mem: 4163" not in reversed_text(viewer)
    append(path, WORKED[len(BOOTED):])
    viewer.wait("mem: 4163 frames taken")
    assert "mem: 4163 frames taken" in reversed_text(viewer)
    assert "████████" in reversed_text(viewer)
    viewer.pump(2)
    assert "mem: 4163" not in reversed_text(viewer)
    assert "████████" not in reversed_text(viewer)


def test_resizes_while_records_stream_leave_nothing_behind(view, tmp_path):
    path = tmp_path / "live.rec"
    records = [b"\x1e" + part for part in WORKED.split(b"\x1e")[1:]]
    append(path, records[0])
    viewer = view(path)
    sizes = [(80, 24), (132, 43), (40, 12), (132, 24), (80, 43), (39, 12), (40, 12), (132, 43)]
    each = len(records) // len(sizes)
    rest = records[1:]
    for cols, rows in sizes:
        viewer.resize(cols, rows)
        for record in rest[:each]:
            append(path, record)
            viewer.pump(0.01)
        rest = rest[each:]
    append(path, b"".join(rest))
    viewer.wait("in sync")
    for cols, rows in [(132, 43), (40, 12), (80, 24)]:
        viewer.resize(cols, rows)
        # What changed ceases to be pointed out, which changes no text.
        viewer.wait("0 lost")
        viewer.pump(0.3)
        once = run("--once", f"{cols}x{rows}", path).stdout.decode().split("\n")
        shown = viewer.text().split("\n")
        assert shown[1:-1] == once[1:rows - 1]
        assert len(shown) == rows and max(map(len, shown)) <= cols


def looks_of(viewer, glyph):
    """How the cells of the map look that show a glyph: colours, bold, reverse. No legend."""
    first, last = (next(row for row, line in enumerate(viewer.screen.display) if text in line[:12])
                   for text in ("3 Map", "cell "))
    return {(cell.fg, cell.bg, cell.bold, cell.reverse)
            for row in range(first + 2, last)
            for cell in (viewer.screen.buffer[row][col] for col in range(41)) if cell.data == glyph}


@pytest.mark.parametrize("color", ["always", "never"])
def test_difference_mode_points_out_both_directions(view, tmp_path, color):
    path = tmp_path / "live.rec"
    stream = Stream()
    machine = Machine(stream)

    def send(state):
        sent = len(stream.data)
        machine.set_frames(0x2000, 0x4000, state)
        machine.send_total()
        machine.send_frames(0x2000, 0x4000)
        machine.send_beat(1000)
        append(path, stream.data[sent:])
        viewer.pump(1.3)  # what has just come is pointed out for a second

    boot(machine)
    path.write_bytes(stream.data)
    viewer = view("--color", color, path)
    viewer.wait("in sync")
    viewer.press("3d")
    viewer.wait(r"since \d")
    assert not looks_of(viewer, TAKEN) and not looks_of(viewer, FREED)
    send("U")
    (taken,) = looks_of(viewer, TAKEN)
    assert not looks_of(viewer, FREED)
    assert taken not in looks_of(viewer, "·")
    viewer.press("d")
    viewer.pump(0.2)
    assert not re.search(r"since \d", viewer.text()) and not looks_of(viewer, TAKEN)
    used = looks_of(viewer, "█")  # the same cells, which are in use and have not changed
    assert used and taken not in used
    viewer.press("d")
    send("F")
    (freed,) = looks_of(viewer, FREED)
    assert not looks_of(viewer, TAKEN)
    assert freed not in looks_of(viewer, "·") and freed != taken
