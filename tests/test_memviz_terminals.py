"""memviz on terminals of 256 colours, of 8 and of none, with and without a mouse."""

import re

import pytest

from test_memviz import WORKED, view  # noqa: F401 (a fixture)

CUBE = re.compile(rb"\x1b\[[0-9;]*38[;:]5[;:](\d+)")
ANSI = re.compile(rb"\x1b\[(?:[0-9;]*;)?(?:3[0-7]|4[0-7])m")


@pytest.fixture
def recording(tmp_path):
    path = tmp_path / "worked.rec"
    path.write_bytes(WORKED)
    return path


def show(view, *arguments, term):  # noqa: F811
    """What memviz wrote until the screen was whole, and then until it ended."""
    viewer = view(*arguments, env={"TERM": term})
    viewer.wait("in sync")
    viewer.pump(0.2)
    drawn = viewer.output
    viewer.press("q")
    assert viewer.wait_end() == 0
    return drawn, viewer.output


@pytest.mark.parametrize("term, cube, ansi", [
    ("xterm-256color", True, False), ("screen-256color", True, False), ("xterm", False, True),
    ("linux", False, True), ("vt100", False, False), ("vt220", False, False),
])
def test_as_many_colours_as_the_terminal_has(view, recording, term, cube, ansi):  # noqa: F811
    drawn, _ = show(view, recording, term=term)
    assert bool(CUBE.search(drawn)) == cube
    assert ansi == (bool(ANSI.search(drawn)) and not cube)


def test_colours_on_256_are_those_of_the_palette(view, recording):  # noqa: F811
    drawn, _ = show(view, recording, term="xterm-256color")
    used = {int(number) for number in CUBE.findall(drawn)}
    assert {36, 178, 32, 231} <= used <= {178, 32, 36, 227, 24, 166, 175, 231, 121}


def test_monochrome_terminal_still_tells_states_by_letters(view, recording):  # noqa: F811
    drawn, _ = show(view, recording, term="vt100")
    assert b"H" in drawn and b"KERNEL_OFFSET1" in drawn


@pytest.mark.parametrize("arguments, wanted", [((), True), (("--no-mouse",), False)])
def test_mouse_is_asked_for_and_given_back(view, recording, arguments, wanted):  # noqa: F811
    drawn, whole = show(view, *arguments, recording, term="xterm-256color")
    mouse = rb"\x1b\[\?(?:1006;)?1000"
    assert bool(re.search(mouse + rb"h", drawn)) == wanted
    assert bool(re.search(mouse + rb"l", whole)) == wanted
