"""memviz in a real terminal: follows, resizes, survives, and gives the terminal back."""

import json
import os
import re
import signal
import subprocess
import termios
import time
from pathlib import Path

import pexpect
import pyte
import pytest

from gen_recording import make_recording

ROOT = Path(__file__).resolve().parents[1]
MEMVIZ = str(ROOT / "build" / "memviz")
WORKED = make_recording("worked")
BOOTED = make_recording("booted")
ENVIRONMENT = {**os.environ, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8"}
ENVIRONMENT.pop("NO_COLOR", None)
PATIENCE = 10


class Screen(pyte.Screen):
    """A screen that also scrolls when it is told to, which ncurses makes use of."""

    def scroll_up(self, count=1):
        row = self.cursor.y
        self.cursor.y = self.margins.bottom if self.margins else self.lines - 1
        for _ in range(count or 1):
            self.index()
        self.cursor.y = row

    def scroll_down(self, count=1):
        row = self.cursor.y
        self.cursor.y = self.margins.top if self.margins else 0
        for _ in range(count or 1):
            self.reverse_index()
        self.cursor.y = row


class Stream(pyte.ByteStream):
    csi = {**pyte.ByteStream.csi, "S": "scroll_up", "T": "scroll_down"}
    events = pyte.ByteStream.events | {"scroll_up", "scroll_down"}


class Viewer:
    """memviz in a terminal of its own, and what that terminal shows."""

    def __init__(self, *arguments, cols=80, rows=24, env=None):
        self.screen = Screen(cols, rows)
        self.stream = Stream(self.screen)
        self.output = b""
        self.child = pexpect.spawn(MEMVIZ, list(arguments), dimensions=(rows, cols),
                                   env={**ENVIRONMENT, **(env or {})}, timeout=PATIENCE)
        self.child.delaybeforesend = None

    def pump(self, seconds=0.05):
        """Takes what memviz has written."""
        end = time.monotonic() + seconds
        while True:
            try:
                data = self.child.read_nonblocking(65536, timeout=0.02)
            except pexpect.TIMEOUT:
                data = b""
            except pexpect.EOF:
                return False
            self.output += data
            self.stream.feed(data)
            if time.monotonic() > end:
                return True

    def text(self):
        return "\n".join(line.rstrip() for line in self.screen.display)

    def wait(self, pattern):
        """Waits until the screen shows a pattern."""
        end = time.monotonic() + PATIENCE
        while not re.search(pattern, self.text()):
            assert self.pump() or re.search(pattern, self.text()), f"ended:\n{self.text()}"
            assert time.monotonic() < end, f"no {pattern!r} in\n{self.text()}"

    def resize(self, cols, rows):
        self.screen.resize(rows, cols)
        self.child.setwinsize(rows, cols)

    def press(self, keys):
        self.child.send(keys)

    def wait_end(self):
        """The exit status, or the negative number of the signal."""
        while self.pump():
            pass
        self.child.wait()
        return -self.child.signalstatus if self.child.signalstatus else self.child.exitstatus

    def settings(self):
        return termios.tcgetattr(self.child.child_fd)


@pytest.fixture
def view():
    """Starts viewers and ends those that a test left running."""
    started = []

    def start(*arguments, **options):
        started.append(Viewer(*map(str, arguments), **options))
        return started[-1]

    yield start
    for viewer in started:
        viewer.child.close(force=True)


def run(*arguments, **options):
    """memviz without a terminal."""
    return subprocess.run([MEMVIZ, *map(str, arguments)], capture_output=True, check=False,
                          timeout=20, env=ENVIRONMENT, **options)


def append(path, data):
    with open(path, "ab") as out:
        out.write(data)


@pytest.fixture
def recording(tmp_path):
    path = tmp_path / "worked.rec"
    path.write_bytes(WORKED)
    return path


def test_file_is_waited_for_and_followed_as_it_grows(view, tmp_path):
    path = tmp_path / "late.rec"
    viewer = view(path)
    viewer.wait("waiting for it")
    records = WORKED.split(b"\x1e")[1:]
    append(path, b"\x1e" + records[0])
    viewer.wait(r"live")
    viewer.wait(r"2 stage2 +not yet")
    for record in records[1:]:
        append(path, b"\x1e" + record[:7])
        append(path, record[7:])
    viewer.wait("in sync")
    viewer.wait(f"{len(records)} records  0 lost  0 rejected")
    viewer.wait("26541|mem: 4163 frames taken")


def test_silence_is_noticed(view, tmp_path):
    path = tmp_path / "live.rec"
    viewer = view(path)
    append(path, BOOTED)
    viewer.wait("live  in sync")
    viewer.wait(r"halted: no heartbeat \d s")


def test_restarted_machine_starts_the_view_over(view, recording):
    viewer = view(recording)
    viewer.wait("mem: 4163 frames taken")
    recording.write_bytes(BOOTED[: len(BOOTED) // 2])
    viewer.wait("no kernel|no frame totals|incomplete")
    assert "4163" not in viewer.text()
    append(recording, BOOTED[len(BOOTED) // 2:])
    viewer.wait("live  in sync")
    assert "0 lost  0 rejected" in viewer.text()


def test_resize_is_followed_and_too_small_is_said(view, recording):
    viewer = view(recording)
    viewer.wait("in sync")
    viewer.resize(132, 43)
    viewer.wait("8 Inspector")
    viewer.resize(30, 8)
    viewer.wait("memviz needs 40x12\nthis is 30x8")
    viewer.resize(40, 12)
    viewer.wait("6 kernel +1,811,930")
    viewer.resize(80, 24)
    viewer.wait("PM_STACK_GUARD")


def test_killed_viewer_can_be_attached_again(view, recording):
    first = view(recording)
    first.wait("in sync")
    first.child.kill(signal.SIGKILL)
    assert first.wait_end() == -signal.SIGKILL
    second = view(recording)
    second.wait("in sync")
    second.wait("mem: 4163 frames taken")


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
    # ncurses scrolled for some of that; what is behind must be what was meant.
    viewer.wait(r"90000 ● EBDA to a0000 .*\n +90000 j+\n +a0000 ● VIDEO")
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


def assert_restored(viewer, before):
    """The alternate screen was left, the cursor is back, the settings are as before."""
    assert b"\x1b[?1049l" in viewer.output
    assert b"\x1b[?25h" in viewer.output or b"\x1b[?12l\x1b[?25h" in viewer.output
    assert viewer.settings() == before


def start_with_settings(view, recording):
    """A viewer under a shell that stays, so that the terminal can be looked at afterwards."""
    viewer = view(recording)
    viewer.child.close(force=True)
    viewer.child = pexpect.spawn("/bin/sh", ["-c", f"read go; {MEMVIZ} {recording}; echo S=$?; "
                                             "read stop"],
                                 dimensions=(24, 80), env=ENVIRONMENT, timeout=PATIENCE)
    viewer.child.delaybeforesend = None
    before = viewer.settings()
    viewer.press("\n")
    viewer.wait("in sync")
    assert viewer.settings() != before
    return viewer, before


def viewer_pid(viewer):
    """The process of memviz below the shell."""
    children = Path(f"/proc/{viewer.child.pid}/task/{viewer.child.pid}/children").read_text()
    return int(children.split()[0])


def test_q_gives_the_terminal_back(view, recording):
    viewer, before = start_with_settings(view, recording)
    viewer.press("q")
    viewer.wait("S=0")
    assert_restored(viewer, before)


@pytest.mark.parametrize("number, message", [
    (signal.SIGTERM, "memviz: ended by signal 15"),
    (signal.SIGINT, "memviz: ended by signal 2"),
    (signal.SIGSEGV, "memviz: crashed"),
    (signal.SIGABRT, "memviz: crashed"),
])
def test_signals_give_the_terminal_back_and_say_so(view, recording, number, message):
    viewer, before = start_with_settings(view, recording)
    os.kill(viewer_pid(viewer), number)
    if number != signal.SIGINT:
        viewer.wait(f"S={128 + number}")
    # pyte knows no alternate screen: the message may begin at the end of a row.
    viewer.wait("\n?".join(message))
    assert_restored(viewer, before)


def test_closed_terminal_ends_it(view, recording):
    viewer = view(recording)
    viewer.wait("in sync")
    # Nobody reads or types any more: the kernel hangs the terminal up.
    viewer.child.ptyproc.fileobj.close()
    viewer.child.ptyproc.closed = viewer.child.closed = True
    end = time.monotonic() + PATIENCE
    while viewer.child.isalive():
        assert time.monotonic() < end, "still running"
        time.sleep(0.05)


def test_idle_viewer_takes_hardly_any_time(view, recording):
    viewer = view(recording)
    viewer.wait("in sync")

    def ticks():
        fields = Path(f"/proc/{viewer.child.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return int(fields[11]) + int(fields[12])

    before = ticks()
    viewer.pump(5)
    assert ticks() - before <= 0.02 * 5 * os.sysconf("SC_CLK_TCK")


def test_colour_is_used_and_can_be_refused(view, recording):
    colours = re.compile(rb"\x1b\[[0-9;]*(3[0-7]|4[0-7])m")
    for arguments, env, expected in [((), {}, True), ((), {"NO_COLOR": "1"}, False),
                                     (("--color", "never"), {}, False),
                                     (("--color=always",), {"NO_COLOR": "1"}, True)]:
        viewer = view(*arguments, recording, env=env)
        viewer.wait("in sync")
        viewer.pump(0.2)
        assert bool(colours.search(viewer.output)) == expected, (arguments, env)


def test_without_terminal_one_frame_is_printed(recording):
    piped = run(recording)
    once = run("--once", "80x24", recording)
    assert piped.returncode == once.returncode == 0
    assert piped.stdout == once.stdout
    lines = once.stdout.decode().split("\n")
    assert len(lines) == 25 and max(map(len, lines)) <= 80
    assert b"\x1b" not in once.stdout
    assert b"\x1b[" in run("--color", "always", "--once", "80x24", recording).stdout
    assert run("--once", "80x24", "-", input=WORKED).stdout.split(b"\n")[1:] == \
        once.stdout.split(b"\n")[1:]


def test_locale_without_utf8_gets_ascii(recording):
    answer = subprocess.run([MEMVIZ, "--once", "80x24", recording], capture_output=True,
                            check=True, env={**ENVIRONMENT, "LC_ALL": "C"})
    assert answer.stdout.isascii()


def test_json_has_the_members_of_the_shell(recording):
    answer = json.loads(run("--json", recording).stdout)
    assert list(answer) == ["e820", "frames", "heap", "layout", "sync"]
    assert answer["sync"] is True
    assert answer["e820"]["source"] == "e820" and answer["e820"]["truncated"] is False
    assert answer["e820"]["raw"][1] == {"base": "9f000", "length": "1000", "type": 2, "attr": 1}
    assert answer["e820"]["clean"][3] == {"base": "100000", "length": "7ef0000", "type": 1}
    frames = answer["frames"]
    assert (frames["frames"], frames["used"], frames["free"], frames["reserved"]) == \
        (32752, 4163, 26541, 2048)
    assert frames["runs"][:2] == [{"start": "0", "end": "800000", "state": "reserved"},
                                  {"start": "800000", "end": "840000", "state": "used"}]
    assert [run["start"] for run in frames["runs"]][1:] == \
        [run["end"] for run in frames["runs"]][:-1]
    assert answer["heap"]["allocations"][2] == {"start": "110080", "size": "123", "tag": "test"}
    assert answer["layout"]["regions"][2] == {
        "start": "1000", "end": "6000", "symbol": "KERNEL_OFFSET1",
        "what": "load buffer, one chunk of the kernel", "alive": False}
    assert {"symbol": "__k_end", "at": "10a3f8"} in answer["layout"]["marks"]


def test_json_before_any_data_is_empty_and_not_in_sync(tmp_path):
    path = tmp_path / "empty.rec"
    path.write_bytes(b"")
    answer = json.loads(run("--json", path).stdout)
    assert answer["sync"] is False
    assert answer["e820"]["raw"] == answer["e820"]["clean"] == []
    assert answer["frames"]["runs"] == answer["heap"]["allocations"] == []
    assert answer["layout"] == {"regions": [], "marks": []}


def test_json_of_a_damaged_recording_is_not_in_sync(tmp_path):
    path = tmp_path / "damaged.rec"
    for place in (100, len(BOOTED) // 2, len(BOOTED) - 10):
        damaged = bytearray(BOOTED)
        damaged[place] ^= 1
        path.write_bytes(damaged)
        assert json.loads(run("--json", path).stdout)["sync"] is False, place


@pytest.mark.parametrize("arguments, status, message", [
    ((), 2, "which FILE?"),
    (("a", "b"), 2, "more than one FILE: b"),
    (("--once", "80", "x"), 2, "--once takes COLSxROWS, such as 80x24, not: 80"),
    (("--once", "0x24", "x"), 2, "not: 0x24"),
    (("--once", "80x24x", "x"), 2, "not: 80x24x"),
    (("--once", "80x24", "--json", "x"), 2, "exclude each other"),
    (("--color", "pink", "x"), 2, "not: pink"),
    (("--nonsense", "x"), 2, "unknown option: --nonsense"),
    (("--once",), 2, "lacks its argument: --once"),
    (("--json", "no/such/file"), 1, "no/such/file: no such file; start the machine first"),
    (("--once", "80x24", "/"), 1, "/: Is a directory"),
])
def test_mistakes_get_one_line_and_a_status(arguments, status, message):
    answer = run(*arguments)
    assert answer.returncode == status
    assert answer.stdout == b""
    assert answer.stderr.startswith(b"memviz: ") and answer.stderr.count(b"\n") == 1
    assert message in answer.stderr.decode()


def test_help_and_version_are_told():
    assert run("--help").returncode == 0
    for option in ("--once", "--json", "--ascii", "--color", "--version"):
        assert option in run("--help").stdout.decode()
    assert re.fullmatch(rb"memviz \d+\.\d+\n", run("--version").stdout)


def test_full_disk_is_a_failure(recording):
    with open("/dev/full", "w") as full:
        answer = subprocess.run([MEMVIZ, "--json", recording], stdout=full, check=False,
                                stderr=subprocess.PIPE, env=ENVIRONMENT)
    assert answer.returncode == 1 and b"No space left" in answer.stderr
