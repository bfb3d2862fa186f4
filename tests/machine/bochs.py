"""Bochs 2.7 as Debian 12 has it, from the bochsrc of the tree with single lines overridden."""

import os
import signal
import time
from typing import List

from .base import Machine, screen_lines
from .config import BOCHS_BIOS, ROOT


class BochsMachine(Machine):
    """A Bochs machine. Its debugger is compiled in; config.script has its first commands."""

    def arguments(self) -> List[str]:
        (self.dir / "debugger.rc").write_text(self.config.script)
        base = ["bochs", "-q", "-f", str(ROOT / "bochsrc"), "-rc", "debugger.rc"]
        return base + self._lines()

    def environment(self) -> dict:
        return dict(
            super().environment(),
            STRATA_RUN=str(self.dir),
            STRATA_COM=self.guest_line(),
            STRATA_REC=str(self.recording_path),
        )

    def _lines(self) -> List[str]:
        config = self.config
        lines = [
            self._memory(),
            f"romimage: file={BOCHS_BIOS[config.bios]}, options=fastboot",
            f"cpu: ips={config.ips}, reset_on_triple_fault=0",
            # Time starts at the same moment in every run: tick counts are then repeatable.
            f"clock: sync={config.sync}, time0=1000000000",
        ]
        if config.floppy:
            lines += [
                f"floppya: 1_44={self.boot_image()}, status=inserted",
                "ata0-master: type=none",
                "boot: floppy",
            ]
        else:
            disk = f"path={self.boot_image()}, mode=flat, cylinders=0, heads=16, spt=63"
            lines.append(f"ata0-master: type=disk, {disk}")
        if config.option_rom is not None:
            lines.append(f"optromimage1: file={config.option_rom}, address=0xd0000")
        return lines + list(config.extra)

    def _memory(self) -> str:
        if self.config.split is None:
            return f"megs: {self.config.megs}"
        guest, host = self.config.split
        return f"memory: guest={guest}, host={host}"

    def give_debugger(self, *commands: str) -> None:
        """Type commands at the debugger's prompt."""
        self.process.stdin.write("".join(f"{command}\n" for command in commands).encode())
        self.process.stdin.flush()

    def debugger(self, *commands: str) -> str:
        """Stop the machine, give its debugger commands, let it run on; what was printed."""
        before = len(self.console())
        os.kill(self.process.pid, signal.SIGINT)
        self.await_console(lambda text: "Next at" in text[before:], "that it stopped")
        self.give_debugger(*commands, "c")
        time.sleep(0.3)
        return self.console()[before:]

    def await_console(self, arrived, what: str, timeout: float = 10.0) -> None:
        """Wait until arrived(all that the debugger printed) holds."""
        deadline = time.monotonic() + timeout
        while not arrived(self.console()):
            if time.monotonic() > deadline:
                raise self.failure(f"the debugger did not say {what}")
            time.sleep(0.002)

    def screen(self) -> List[str]:
        dump = self.dir / "screen.bin"
        self.debugger(f'writemem "{dump}" 0xb8000 4000')
        return screen_lines(dump.read_bytes())
