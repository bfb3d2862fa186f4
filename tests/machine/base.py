"""The part of a machine that does not depend on the emulator: its serial line and its life."""

import json
import os
import pty
import re
import shutil
import signal
import subprocess
import tempfile
import threading
import time
import tty
from pathlib import Path
from typing import List, Optional

from .config import Config
from .telemetry import Recording, decode

PROMPT = "strata> "
POST_MORTEM_PROMPT = "strata! "
STOPPED_PROMPT = "strata? "
# A prompt counts only when it ends the output and begins a line.
PROMPT_AT_END = re.compile(
    r"(?:^|[\r\n])(?:"
    + "|".join(map(re.escape, (PROMPT, POST_MORTEM_PROMPT, STOPPED_PROMPT)))
    + ")$"
)
ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
BOOT_TIMEOUT = 60.0
COMMAND_TIMEOUT = 30.0
# What a person types and what a UART FIFO of 16 bytes takes in one piece.
PIECE_BYTES = 16
PIECE_SECONDS = 0.002


class MachineError(AssertionError):
    """The machine did not do what was waited for; the message ends with what it sent last."""


class Machine:
    """A running machine. Subclasses say how to start it; close() ends it by process id."""

    def __init__(self, config: Config = Config()):
        self.config = config
        self.dir = Path(tempfile.mkdtemp(prefix="strata-machine-"))
        self.recording_path = self.dir / "telemetry.rec"
        self.console_path = self.dir / "console.txt"
        self.process: Optional[subprocess.Popen] = None
        self._received = bytearray()
        self._cursor = 0
        self._news = threading.Condition()
        self._line, self._guest_line = pty.openpty()
        tty.setraw(self._guest_line)
        self._closing = False
        self._reader = threading.Thread(target=self._read_line, daemon=True)

    # Life

    def arguments(self) -> List[str]:
        """The emulator's command line."""
        raise NotImplementedError

    def environment(self) -> dict:
        """The emulator's environment: no window, no sound."""
        return dict(os.environ, SDL_VIDEODRIVER="dummy", SDL_AUDIODRIVER="dummy")

    def guest_line(self) -> str:
        """The path of the terminal that is the guest's COM1."""
        return os.ttyname(self._guest_line)

    def boot_image(self) -> Path:
        """A private copy of the image: machines run side by side, and a build may replace it."""
        copy = self.dir / "boot.img"
        if not copy.exists():
            shutil.copyfile(self.config.image_path(), copy)
        return copy

    def start(self) -> "Machine":
        """Power on."""
        with open(self.console_path, "wb") as console:
            self.process = subprocess.Popen(
                self.arguments(),
                env=self.environment(),
                cwd=self.dir,
                stdin=subprocess.PIPE,
                stdout=console,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # so that close() reaches what the emulator starts
            )
        self._reader.start()
        return self

    def close(self) -> None:
        """Power off without asking, and remove every trace. Does nothing the second time."""
        if self._closing:
            return
        self._closing = True
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(10)
        if self.process is not None:
            self.process.stdin.close()
            if self._reader.is_alive():
                self._reader.join(5)
        os.close(self._guest_line)
        os.close(self._line)
        shutil.rmtree(self.dir, ignore_errors=True)

    def __enter__(self) -> "Machine":
        try:
            return self.start()
        except BaseException:
            self.close()
            raise

    def __exit__(self, *_) -> None:
        self.close()

    def running(self) -> bool:
        """Whether the emulator's process lives."""
        return self.process is not None and self.process.poll() is None

    def wait_exit(self, timeout: float = 20.0) -> int:
        """Wait for the emulator to end by itself; its exit code."""
        try:
            return self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            raise self.failure(f"the emulator still ran after {timeout:.0f} s") from None

    # The serial line

    def _read_line(self) -> None:
        # A thread, because Bochs drops what a full pty does not take.
        import select

        while not self._closing:
            if not select.select([self._line], [], [], 0.1)[0]:
                continue
            try:
                data = os.read(self._line, 65536)
            except OSError:
                return
            with self._news:
                self._received += data
                self._news.notify_all()

    def send(self, data: bytes) -> None:
        """Write to the guest in pieces that its UART FIFO takes."""
        for start in range(0, len(data), PIECE_BYTES):
            os.write(self._line, data[start : start + PIECE_BYTES])
            if start + PIECE_BYTES < len(data):
                time.sleep(PIECE_SECONDS)

    def paste(self, data: bytes) -> None:
        """Write to the guest as fast as the line takes it; blocks only while the pty is full."""
        view = memoryview(data)
        while view:
            view = view[os.write(self._line, view[:4096]) :]

    def received(self) -> str:
        """All that came since the last wait, without escape sequences."""
        with self._news:
            return self._text()

    def transcript(self) -> str:
        """All that ever came on the line."""
        with self._news:
            return self._received.decode("latin-1")

    def _text(self) -> str:
        return ANSI.sub("", self._received[self._cursor :].decode("latin-1"))

    def wait_for(self, pattern, timeout: float = COMMAND_TIMEOUT) -> str:
        """Wait until the regular expression matches what came since the last wait; that text."""
        expression = re.compile(pattern)
        deadline = time.monotonic() + timeout
        with self._news:
            while True:
                text = self._text()
                if expression.search(text):
                    self._cursor = len(self._received)
                    return text
                left = deadline - time.monotonic()
                if left <= 0:
                    raise self.failure(f"{timeout:.0f} s without {expression.pattern!r}")
                if not self.running() and left < timeout - 1:
                    raise self.failure(f"the emulator ended before {expression.pattern!r}")
                self._news.wait(min(left, 0.5))

    def wait_prompt(self, timeout: float = BOOT_TIMEOUT) -> str:
        """Wait for the shell's prompt; what came before it."""
        return self.wait_for(PROMPT_AT_END, timeout)

    def wait_quiet(self, seconds: float = 0.5, timeout: float = 60.0) -> None:
        """Wait until nothing has come for so long."""
        deadline = time.monotonic() + timeout
        with self._news:
            while True:
                before = len(self._received)
                self._news.wait_for(lambda: len(self._received) != before, seconds)
                if len(self._received) == before:
                    return
                if time.monotonic() > deadline:
                    raise self.failure(f"output went on for {timeout:.0f} s")

    def drop_received(self) -> None:
        """Forget what came so far: the next wait starts here."""
        with self._news:
            self._cursor = len(self._received)

    # The shell

    def command(self, line: str, timeout: float = COMMAND_TIMEOUT) -> List[str]:
        """Type a line and wait for the prompt; the lines of the answer."""
        self.drop_received()
        self.send(line.encode() + b"\r")
        answer = self.wait_for(r"\n(?s:.*)" + PROMPT_AT_END.pattern, timeout)
        lines = answer.split("\n")[1:-1]
        unterminated = [text for text in lines if not text.endswith("\r")]
        if unterminated:
            raise self.failure(f"{line}: a line does not end with CR LF: {unterminated[0]!r}")
        return self._join([text[:-1] for text in lines])

    @staticmethod
    def _join(lines: List[str]) -> List[str]:
        """The lines, those that were broken at 80 columns made whole again."""
        whole: List[str] = []
        for line in lines:
            if whole and re.match(r" {8}[^ ]", line):
                whole[-1] += line[7:]
            else:
                whole.append(line)
        return whole

    def json(self, line: str, timeout: float = COMMAND_TIMEOUT) -> dict:
        """Type a command that answers one JSON object on one line; the object."""
        lines = self.command(line, timeout)
        if len(lines) != 1:
            raise self.failure(f"{line}: {len(lines)} lines where one JSON object was due")
        return json.loads(lines[0])

    def assert_sound(self) -> None:
        """mem check finds every invariant kept."""
        answer = self.command("mem check", 60)
        if not re.fullmatch(r"\d+ checks, 0 failed", answer[-1]):
            raise self.failure("mem check: " + "\n".join(answer))

    def poweroff(self, timeout: float = 20.0) -> int:
        """Type poweroff and wait for the emulator to end; its exit code."""
        self.send(b"poweroff\r")
        return self.wait_exit(timeout)

    # What is left to see

    def telemetry(self) -> Recording:
        """What COM2 has sent so far. Bochs makes the file with the first byte."""
        if not self.recording_path.exists():
            return Recording()
        return decode(self.recording_path.read_bytes())

    def screen(self) -> List[str]:
        """The 25 lines of the VGA text screen."""
        raise NotImplementedError

    def console(self) -> str:
        """What the emulator itself printed."""
        return self.console_path.read_text(errors="replace") if self.console_path.exists() else ""

    def failure(self, what: str) -> MachineError:
        """An error with what is needed to understand it."""
        tail = self.transcript()[-1500:]
        lines = [what, f"machine: {self.config}", "the serial line ended with:", tail]
        lines += ["the emulator ended with:", self.console()[-600:]]
        records = self.telemetry().records[-3:]
        lines += ["the last telemetry records:"] + [str(record) for record in records]
        return MachineError("\n".join(lines))


def screen_lines(memory: bytes) -> List[str]:
    """The text of 80 x 25 cells of character and attribute."""
    text = memory[: 80 * 25 * 2 : 2].decode("cp437")
    return [text[row * 80 : row * 80 + 80].replace("\0", " ").rstrip() for row in range(25)]
