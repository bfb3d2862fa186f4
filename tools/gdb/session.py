"""Where a session of gdb begins, and how it reads 16-bit code."""

import os

import gdb
import memory


class Mode:
    """Keeps gdb's idea of the processor in step with the mode it is in.

    QEMU describes the processor as an i386, whatever its mode, and gdb then reads 16-bit code as
    32-bit code. The same description with another name for the processor makes gdb read it right.
    """

    def __init__(self, description_path):
        text = gdb.execute("maint print xml-tdesc", to_string=True)
        with open(description_path, "w", encoding="ascii") as out:
            out.write(text.replace("<architecture>i386<", "<architecture>i8086<"))
        self.path = description_path
        self.real = None

    def follow(self, _event=None):
        """To be called at each stop."""
        real = memory.is_real_mode()
        if real == self.real:
            return
        self.real = real
        gdb.execute(f"set tdesc filename {self.path}" if real else "unset tdesc filename")
        gdb.execute(f"set architecture {'i8086' if real else 'i386'}", to_string=True)


def begin():
    """Connects to the machine and goes to where the session starts."""
    socket = os.environ["STRATA_SOCKET"]
    gdb.execute("set osabi none")
    gdb.execute(f"target remote {socket}", to_string=True)
    mode = Mode(os.path.join(os.path.dirname(socket), "real_mode.xml"))
    mode.follow()
    gdb.events.stop.connect(mode.follow)
    step = int(os.environ.get("STEP", "0"))
    if step == 0:
        gdb.execute("tbreak *stage1")
    for _ in range(max(step, 1)):
        gdb.execute("continue")
