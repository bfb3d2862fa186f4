"""memviz observe holds the telemetry that a guest sends against what the guest did."""

import pytest

from observation import observe

LAYOUT = """
| step | name | what |
| --- | --- | --- |
| 1 | boot | the loader |
| 2 | kernel | the kernel |
| 3 | shell | the shell |

| start | end | symbol | what | alive | reuse | size |
| --- | --- | --- | --- | --- | --- | --- |
| 0x7000 | 0x7c00 | `STACK` | the stack | 1 | never | 3072 bytes |

| symbol | role | instead of |
| --- | --- | --- |
| `STACK` | real-mode stack | |
"""
MARK = '{"n":"%s","t":"mark","i":%d,"of":2,"symbol":"%s","at":"%x"'
BOOT = '{"n":"%s","t":"boot","step":%d,"tsc":"%x"'


def record(body: str) -> bytes:
    """A record of the telemetry; docs/telemetry.md has its form."""
    low = high = 0
    for byte in body.encode():
        low = (low + byte) % 255
        high = (high + low) % 255
    return f'\x1e{body},"c":"{high * 256 + low:04X}"}}\n'.encode()


class Trace:
    """Lines of a trace, an instruction a tick."""

    def __init__(self):
        self.tick = 1000
        self.lines = []

    def run(self, address: int, text: str):
        """An instruction."""
        self.tick += 1
        self.lines.append(
            f"(0).[{self.tick}] [0x{address:012x}] 0000:{address:04x} (unk. ctxt): {text}"
        )

    def push(self, address: int):
        """A push of two bytes."""
        self.run(0x7C00, "push ax ; 50")
        self.lines.append(
            f"[CPU0 WR]: LIN 0x{address:016x} PHY 0x{address:012x} (len=2, UC): 0x1234"
        )

    def send(self, body: str):
        """A record on COM2."""
        for byte in record(body):
            self.run(0x7C01, "out dx, al ; ee")
            event = f"IO addr=0x2f8 size=1 op=write val=0x{byte:x}"
            self.lines.append(f"event at t={self.tick} {event}")


def boot(low: int, steps: list) -> Trace:
    """Two pushes, the step of the kernel, and what is reported of them."""
    trace = Trace()
    trace.push(0x7BFE)
    trace.push(0x7BFC)
    trace.run(0x7C10, "nop ; 90")
    for number, (step, tsc) in enumerate(steps):
        trace.send(BOOT % (f"{number:x}", step, tsc))
    trace.send(MARK % (f"{len(steps):x}", 0, "real_stack_low", low))
    trace.send(MARK % (f"{len(steps) + 1:x}", 1, "stack_low", low))
    return trace


@pytest.mark.parametrize(
    "low, steps, words",
    [
        (0x7BFC, [(1, 1001), (2, 1003)], None),
        (0x7BFE, [(1, 1001), (2, 1003)], None),
        (0x7BF0, [(1, 1001)], "reports stack_low 0x7bf0, but STACK was never used down to"),
        (0x7BFD, [(1, 1001)], "it is at 0x7bfc now"),
        (0x6000, [(1, 1001)], "0x6000, which is in no stack of the layout"),
        (0x7BFC, [(1, 1001), (2, 9003)], "boot step 2 (kernel) at time stamp 9003"),
        (0x7BFC, [(1, 11)], "boot step 1 (boot) at time stamp 11"),
        (0x7BFC, [(3, 1001)], None),
    ],
)
def test_report_is_compared(tmp_path, low, steps, words):
    """Low water and steps that are true are clean; others are the first finding."""
    layout = tmp_path / "layout.md"
    layout.write_text(LAYOUT)
    symbols = tmp_path / "symbols"
    symbols.write_text("7c10 step2_kernel\n7c20 step3_shell\n")
    trace = tmp_path / "trace"
    trace.write_text("\n".join(boot(low, steps).lines) + "\n")
    result = observe("--trace", trace, "--layout", layout, "--symbols", symbols)
    assert result.returncode == (words is not None), result.stdout + result.stderr
    if words:
        first = result.stdout.splitlines()[0]
        assert "reported otherwise: " in first and words in first, result.stdout
