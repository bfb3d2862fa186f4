"""Waiting for texts on the screen of a program that runs in a terminal."""

import pexpect
import pyte


class Panes:
    """What a terminal of a size would show of the output of a pexpect child."""

    def __init__(self, terminal, columns, rows):
        self.terminal = terminal
        self.screen = pyte.Screen(columns, rows)
        self.stream = pyte.Stream(self.screen)

    def wait(self, *texts):
        """Wait at most half a minute until all the texts are on the screen at once."""
        for _ in range(150):
            try:
                self.stream.feed(self.terminal.read_nonblocking(65536, 0.2))
            except pexpect.TIMEOUT:
                pass
            if all(text in "\n".join(self.screen.display) for text in texts):
                return
        shown = "\n".join(self.screen.display)
        raise AssertionError(f"not all of {texts} on the screen:\n{shown}")
