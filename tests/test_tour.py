"""docs/tour.md, done as written: every command in it is typed, every answer compared.

A session begins with an `sh` block, `$ make debug`, and lasts until the next. In a `bochs` block
a line `<bochs> COMMAND` is typed at the debugger's prompt, in a `shell` block `strata> COMMAND`
at the shell's on COM1. The lines below it must be the answer: `...` stands for anything, on a
line of its own for any number of lines, and `<name>` for one word that varies. White space is
compared as a single space. Lines before the first command of a block come by themselves. The last
command before a `shell` block is not waited for: the machine runs. `^C` stops it.
"""

import os
import re
import select
import shlex
import subprocess
import time
from dataclasses import dataclass, field
from typing import Dict, List

import pexpect
import pytest

from gallery import MISTAKES, Variant
from machine import ROOT

TOUR = ROOT / "docs" / "tour.md"
PROMPT = r"<bochs:\d+> "
SHELL_PROMPT = re.compile(r"(?:^|\n)strata[>!?] $")
COMMAND = re.compile(r"^(?:<bochs> (?P<bochs>.*)|(?P<stop>\^C)|strata[>!?] ?(?P<shell>.*))$")
SECONDS = 40


@dataclass
class Step:
    """A command, the line of the tour it stands in, and the answer that is expected."""

    kind: str
    text: str
    line: int
    expected: List[str] = field(default_factory=list)
    waits: bool = True


@dataclass
class Session:
    """What is typed into one machine."""

    variables: Dict[str, str]
    line: int
    steps: List[Step] = field(default_factory=list)


def blocks(text):
    """(language, number of the first line, lines) of each fenced block."""
    lines = text.split("\n")
    start = None
    for index, line in enumerate(lines):
        if not line.startswith("```"):
            continue
        if start is None:
            start = index
        else:
            yield lines[start][3:], start + 2, lines[start + 1 : index]
            start = None


def read_block(language, number, lines):
    """The steps of one block; where it begins with an answer, the first types nothing."""
    steps = []
    if not COMMAND.match(lines[0]):
        steps.append(Step(f"{language} arrives", "", number))
    for offset, line in enumerate(lines):
        command = COMMAND.match(line)
        if command:
            kind = command.lastgroup
            steps.append(Step(kind, command.group(kind), number + offset))
        else:
            steps[-1].expected.append(line)
    return steps


def sessions(text):
    """The sessions of the tour."""
    found = []
    for language, number, lines in blocks(text):
        if language == "sh" and lines[0].startswith("$ make debug"):
            words = shlex.split(lines[0][2:])[2:]
            found.append(Session(dict(word.split("=", 1) for word in words), number))
        elif language in ("bochs", "shell"):
            steps = read_block(language, number, lines)
            if language == "shell" and found[-1].steps and found[-1].steps[-1].kind == "bochs":
                found[-1].steps[-1].waits = False
            found[-1].steps += steps
    return found


def pattern(expected):
    """The expression that an answer must match, its white space reduced to single spaces."""
    parts = []
    for line in expected:
        if line.strip() == "...":
            parts.append(r"(?:[^\n]*\n)*?")
            continue
        words = re.split(r"(\.\.\.|<[a-z]+>)", re.sub(r"\s+", " ", line.strip()))
        for index, word in enumerate(words):
            if word == "...":
                words[index] = r"[^\n]*?"
            else:
                words[index] = r"\S+" if index % 2 else re.escape(word)
        parts.append("".join(words) + r"\n")
    return "".join(parts)


def reduced(text):
    """An answer with its white space as pattern() expects it, without empty lines at its ends."""
    lines = [re.sub(r"\s+", " ", line).strip() for line in text.replace("\r", "").split("\n")]
    return "\n".join(lines).strip("\n") + "\n"


class Machine:
    """The debugger on a terminal, and the far end of COM1."""

    def __init__(self, session, folder):
        run = folder / "run"
        environment = dict(
            os.environ,
            PLAIN="1",
            STRATA_RUN=str(run),
            STRATA_REC=str(folder / "telemetry.rec"),
            TERM="dumb",
            **session.variables,
        )
        self.terminal = pexpect.spawn(
            str(ROOT / "tools" / "debug.sh"),
            env=environment,
            cwd=ROOT,
            dimensions=(50, 200),
            encoding="utf-8",
            timeout=SECONDS,
            echo=False,
        )
        self.terminal.expect(PROMPT)
        self.line = os.open(run / "com1-terminal", os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)

    def close(self):
        if self.terminal.isalive():
            self.terminal.sendintr()  # it may be running
            self.terminal.sendline("q")
            self.terminal.expect([pexpect.EOF, pexpect.TIMEOUT])
        self.terminal.close(force=True)
        os.close(self.line)

    def do(self, step):
        """Type what the step says; the answer, or None where it is not waited for."""
        if step.kind.startswith("shell"):
            return self._type(step)
        if step.kind == "stop":
            self.terminal.sendintr()
        elif step.kind == "bochs":
            self.terminal.sendline(step.text)
        if not step.waits:
            return None
        self.terminal.expect(pexpect.EOF if step.text == "q" else PROMPT)
        return "" if step.text == "q" else self.terminal.before

    def _type(self, step):
        """Type a line at the shell's prompt. Without an answer in the tour it is not waited for."""
        if step.text:
            os.write(self.line, step.text.encode() + b"\r")
        if step.text and not step.expected:
            return None
        received = ""
        deadline = time.monotonic() + SECONDS
        while time.monotonic() < deadline:
            if select.select([self.line], [], [], 0.2)[0]:
                received += os.read(self.line, 65536).decode("latin-1").replace("\r", "")
            if SHELL_PROMPT.search(received):
                break
        answer = SHELL_PROMPT.sub("", received)
        return answer.split("\n", 1)[1] if step.text and "\n" in answer else answer


@pytest.mark.parametrize("session", sessions(TOUR.read_text()), ids=lambda s: f"line{s.line}")
def test_the_tour_is_as_written(session, tmp_path):
    machine = Machine(session, tmp_path)
    try:
        for step in session.steps:
            answer = machine.do(step)
            if answer is None:
                continue
            got = reduced(answer)
            if not re.fullmatch(pattern(step.expected), "" if got == "\n" else got):
                expected = "\n".join(step.expected)
                raise AssertionError(
                    f"docs/tour.md:{step.line}: {step.text}\nexpected:\n{expected}\ngot:\n{got}"
                )
    finally:
        machine.close()


def test_the_tour_shows_every_region_and_every_step():
    """Who has read the tour has met every row of docs/layout.md."""
    text = TOUR.read_text()
    layout = (ROOT / "docs" / "layout.md").read_text()
    for symbol in re.findall(r"^\| 0x[0-9a-f]+ \| 0x[0-9a-f]+ \| `(\w+)`", layout, re.MULTILINE):
        assert f"`{symbol}`" in text, symbol
    for name in ("stage1", "stage2", "e820", "load", "protected", "kernel"):
        assert re.search(rf"^## Step \d: {name}$", text, re.MULTILINE), name


@pytest.mark.skipif(not os.environ.get("STRATA_SOAK"), reason="builds and boots a variant")
def test_the_tour_observes_an_image_as_written():
    """The one `console` block: a mistake of the gallery, named by the observed account."""
    name = "wild-return"
    mistake = next(mistake for mistake in MISTAKES if mistake.name == name)
    Variant(mistake, ROOT / "build" / "gallery" / name).build()
    lines = [lines for language, _, lines in blocks(TOUR.read_text()) if language == "console"][0]
    command = shlex.split(lines[0].removeprefix("$ "))
    answer = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert answer.returncode == 1
    assert re.fullmatch(pattern(lines[1:]), reduced(answer.stdout)), answer.stdout


def test_an_answer_that_differs_is_found():
    """The comparison itself: what must and what must not match."""
    expected = ["a <word> b", "...", "end ... x"]
    assert re.fullmatch(pattern(expected), reduced("a  1 b\r\nany\r\nend of x\r\n"))
    assert re.fullmatch(pattern(expected), reduced("a 1 b\nend more x\n"))
    assert not re.fullmatch(pattern(expected), reduced("a 1 2 b\nend of x\n"))
    assert not re.fullmatch(pattern(expected), reduced("a 1 b\nend of y\n"))
    assert not re.fullmatch(pattern(["<stage1+0>:"]), reduced("<stage1+1>:\n"))
    session = sessions("```sh\n$ make debug STEP=4\n```\n```bochs\n<bochs> c\nx\n```\n")[0]
    assert session.variables == {"STEP": "4"} and session.steps[0].expected == ["x"]
