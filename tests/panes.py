"""Waiting for texts on the screen of a program that runs in a terminal."""

import pexpect
import pyte


class Screen(pyte.Screen):
    """A screen that also obeys the scrolling sequences, which ncurses and tmux use."""

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
    """A stream of bytes in UTF-8 that knows the scrolling sequences."""

    csi = {**pyte.ByteStream.csi, "S": "scroll_up", "T": "scroll_down"}
    events = pyte.ByteStream.events | {"scroll_up", "scroll_down"}


class Panes:
    """What a terminal of a size would show of the output of a pexpect child."""

    def __init__(self, terminal, columns, rows):
        self.terminal = terminal
        self.screen = Screen(columns, rows)
        self.stream = Stream(self.screen)

    def wait(self, *texts):
        """Wait at most half a minute until all the texts are on the screen at once."""
        for _ in range(150):
            try:
                self.stream.feed(self.terminal.read_nonblocking(65536, 0.2).encode())
            except pexpect.TIMEOUT:
                pass
            if all(text in "\n".join(self.screen.display) for text in texts):
                return
        shown = "\n".join(self.screen.display)
        raise AssertionError(f"not all of {texts} on the screen:\n{shown}")
