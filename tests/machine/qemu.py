"""QEMU, as a second opinion on what Bochs runs: without acceleration, or with KVM."""

import socket
import time
from typing import List

from .base import Machine, screen_lines


class QemuMachine(Machine):
    """A QEMU machine; its monitor listens on a socket in the machine's own folder."""

    def arguments(self) -> List[str]:
        config = self.config
        if config.split is not None:
            raise ValueError("QEMU has no guest/host split of memory")
        kind = "floppy" if config.floppy else "disk"
        drive = f"file={self.boot_image()},format=raw,if={'floppy' if config.floppy else 'ide'}"
        line = [
            "qemu-system-x86_64",
            *("-machine", config.board, "-m", f"{config.megs}M", "-accel", config.accel),
            *("-drive", drive, "-boot", "a" if kind == "floppy" else "c"),
            *("-serial", self.guest_line(), "-serial", f"file:{self.recording_path}"),
            *("-display", "none", "-nic", "none", "-no-reboot"),
            *("-monitor", f"unix:{self.dir / 'monitor'},server=on,wait=off"),
        ]
        if config.option_rom is not None:
            line += ["-option-rom", str(config.option_rom)]
        return line + list(config.extra)

    def monitor(self, *commands: str) -> None:
        """Give the monitor commands and wait until they have been carried out."""
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(5)
            self._connect(line)
            line.sendall("".join(command + "\n" for command in commands).encode())
            heard = b""
            while heard.count(b"(qemu)") < 1 + len(commands):
                heard += line.recv(4096)

    def _connect(self, line: socket.socket) -> None:
        """Connect to the monitor, which listens only a moment after QEMU's start."""
        for _ in range(100):
            try:
                return line.connect(str(self.dir / "monitor"))
            except (FileNotFoundError, ConnectionRefusedError):
                time.sleep(0.1)
        raise self.failure("QEMU's monitor does not listen")

    def screen(self) -> List[str]:
        dump = self.dir / "screen.bin"
        self.monitor(f'pmemsave 0xb8000 4000 "{dump}"')
        time.sleep(0.1)
        return screen_lines(dump.read_bytes())
