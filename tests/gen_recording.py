#!/usr/bin/python3
"""Makes recordings of the telemetry of docs/telemetry.md without a machine.

The machine is a PC with 128 MiB as Bochs describes it; its regions are the
rows that were compiled from docs/layout.md. Used by the golden
screens and by the tests of memviz; run it to get a recording in a file:

    tests/gen_recording.py OUT [--scenario NAME] [--records N]
"""

import argparse
import json
import re
import zlib
from pathlib import Path

PAGE = 4096
BLOCK = 8192

RAW = [(0x0, 0x9F000, 1), (0x9F000, 0x1000, 2), (0xE8000, 0x18000, 2),
       (0x100000, 0x7EF0000, 1), (0x7FF0000, 0x10000, 3), (0xFFFC0000, 0x40000, 2)]

# A firmware that contradicts itself, and what it comes down to.
MESSY_RAW = [(0x0, 0xA0000, 1), (0x9FC00, 0x400, 2), (0xF0000, 0x10000, 2),
             (0x100000, 0x3F00000, 1), (0x4000000, 0x3FF0000, 1), (0x7FE0000, 0x20000, 3),
             (0x5000000, 0x1000, 20), (0xFFFC0000, 0x40000, 2), (0x6000000, 0, 1)]
MESSY_CLEAN = [(0x0, 0x9FC00, 1), (0x9FC00, 0x400, 2), (0xF0000, 0x10000, 2),
               (0x100000, 0x4F00000, 1), (0x5000000, 0x1000, 2), (0x5001000, 0x2FDF000, 1),
               (0x7FE0000, 0x20000, 3), (0xFFFC0000, 0x40000, 2)]

LAYOUT_ROWS = Path(__file__).resolve().parents[1] / "build" / "gen" / "layout_rows.c"
LAYOUT_ROW = re.compile(r'\{(0x\w+)ull, (0x\w+)ull, "(\w+)",\s*"([^"]*)", \d+, (\w+), \w+, (\d)\}')
SECOND_CHOICE = "2"


def layout_regions():
    """(start, end, symbol, what, alive when the kernel runs) of each row, but no second choices."""
    text = LAYOUT_ROWS.read_text()
    found = LAYOUT_ROW.findall(text)
    assert found and len(found) == text.count("\n    {0x"), f"rows of another form in {LAYOUT_ROWS}"
    for start, end, symbol, what, until, choice in found:
        if choice != SECOND_CHOICE:
            yield int(start, 16), int(end, 16), symbol, what, until == "LAYOUT_STEP_NEVER"


REGIONS = list(layout_regions())

STEP_TSC = [212904, 398112, 421870, 433002, 1804551, 1811930]


def hexa(value):
    return format(value, "x")


def fletcher16(data):
    """The checksum of a record: ones' complement sums, second * 256 + first."""
    first = second = 0
    for byte in data:
        first = (first + byte) % 255
        second = (second + first) % 255
    return second * 256 + first


class Stream:
    """Writes records with their numbers and checksums into a byte string."""

    def __init__(self):
        self.number = 0
        self.data = b""

    def send(self, kind, **members):
        record = {"n": hexa(self.number), "t": kind, **members}
        body = json.dumps(record, separators=(",", ":"))[:-1].encode("ascii")
        check = ',"c":"%04X"}' % fletcher16(body)
        self.data += b"\x1e" + body + check.encode("ascii") + b"\n"
        self.number += 1

    def skip(self, count=1):
        """Loses records: their numbers pass, their bytes never come."""
        self.number += count


class Machine:
    """What the kernel knows, and how it says it."""

    def __init__(self, stream, ram_end=0x7FF0000, raw=None, clean=None):
        self.stream = stream
        self.raw = raw or RAW
        self.clean = clean or self.raw
        self.frames = ram_end // PAGE
        self.states = ["R"] * 0x800 + ["F"] * (self.frames - 0x800)
        self.heap = {"start": 0x10B000, "cursor": 0x10B000, "end": 0x800000}
        self.allocs = []
        self.log = []
        self.snaps = 0
        self.grab(4096, "bitmap")
        self.grab(16384, "uart rx")

    def grab(self, size, tag):
        """Takes heap memory: a header of 32 bytes before it, a red zone after it."""
        self.allocs.append((self.heap["cursor"] + 32, size, tag))
        self.heap["cursor"] += (32 + size + 16 + 15) // 16 * 16

    def set_frames(self, start, end, state):
        self.states[start:end] = [state] * (end - start)

    def say(self, text):
        self.log.append((STEP_TSC[-1] + 40000 * (len(self.log) + 1), text))

    def runs(self, start, end):
        """Frames [start, end) as runs, in records that keep below 512 bytes."""
        parts = []
        first = frame = start
        while frame < end:
            run_end = frame
            while run_end < end and self.states[run_end] == self.states[frame]:
                run_end += 1
            parts.append(self.states[frame] + hexa(run_end - frame))
            frame = run_end
            if sum(map(len, parts)) > 380:
                yield first, "".join(parts)
                parts, first = [], frame
        if parts:
            yield first, "".join(parts)

    def block_sum(self, block):
        taken, reserved = bytearray(BLOCK // 8), bytearray(BLOCK // 8)
        for i in range(BLOCK):
            frame = block * BLOCK + i
            state = self.states[frame] if frame < self.frames else "R"
            if state != "F":
                taken[i // 8] |= 1 << i % 8
            if state == "R":
                reserved[i // 8] |= 1 << i % 8
        return zlib.crc32(bytes(taken + reserved))

    def send_loader(self, until=5):
        """What stage1 and stage2 say, up to a boot step."""
        send = self.stream.send
        send("boot", step=1)
        if until >= 2:
            send("boot", step=2, tsc=hexa(STEP_TSC[1]))
        if until >= 3:
            send("boot", step=3, tsc=hexa(STEP_TSC[2]))
            send("map", source="e820", truncated=False)
            for i, (base, length, kind) in enumerate(self.raw):
                send("raw", i=i, of=0, base=hexa(base), length=hexa(length), type=kind, attr=1)
        for step in range(4, until + 1):
            send("boot", step=step, tsc=hexa(STEP_TSC[step - 1]))

    def send_map(self):
        send = self.stream.send
        send("map", source="e820", truncated=False)
        for i, (base, length, kind) in enumerate(self.raw):
            send("raw", i=i, of=len(self.raw), base=hexa(base), length=hexa(length), type=kind,
                 attr=1)
        for i, (base, length, kind) in enumerate(self.clean):
            send("clean", i=i, of=len(self.clean), base=hexa(base), length=hexa(length), type=kind)

    def send_layout(self):
        for i, (start, end, symbol, what, alive) in enumerate(REGIONS):
            self.stream.send("region", i=i, of=len(REGIONS), start=hexa(start), end=hexa(end),
                             symbol=symbol, what=what, alive=alive)
        marks = [("__k_start", 0x100000), ("__k_end", 0x10A3F8),
                 ("kheap_start", self.heap["start"]), ("kheap_curr", self.heap["cursor"]),
                 ("kheap_end", self.heap["end"]), ("first_region_end", 0x9F000),
                 ("ram_end", self.frames * PAGE)]
        for i, (symbol, at) in enumerate(marks):
            self.stream.send("mark", i=i, of=len(marks), symbol=symbol, at=hexa(at))

    def send_total(self):
        self.stream.send("total", frames=self.frames, used=self.states.count("U"),
                         free=self.states.count("F"), reserved=self.states.count("R"))

    def send_frames(self, start=0, end=None):
        """Frames and, after them, the sums of the blocks they touch."""
        end = self.frames if end is None else end
        for first, runs in self.runs(start, end):
            self.stream.send("frames", **{"from": hexa(first), "runs": runs})
        for block in range(start // BLOCK, (end + BLOCK - 1) // BLOCK):
            self.stream.send("sum", block=block, crc=hexa(self.block_sum(block)))

    def send_heap(self):
        self.stream.send("heap", start=hexa(self.heap["start"]), cursor=hexa(self.heap["cursor"]),
                         end=hexa(self.heap["end"]), allocations=len(self.allocs))
        for i, (start, size, tag) in enumerate(self.allocs):
            self.stream.send("alloc", i=i, start=hexa(start), size=hexa(size), tag=tag)

    def send_log(self):
        for i, (tsc, text) in enumerate(self.log):
            self.stream.send("log", i=i, tsc=hexa(tsc), text=text)

    def send_steps(self):
        for step, tsc in enumerate(STEP_TSC, 1):
            self.stream.send("boot", step=step, tsc=hexa(tsc))

    def send_snap(self):
        """A full repetition of the state."""
        self.stream.send("snap", k=self.snaps)
        self.snaps += 1
        self.stream.send("hello", name="Strata", version="0.1.0", frame="1000", block=BLOCK)
        self.send_steps()
        self.send_map()
        self.send_layout()
        self.send_total()
        self.send_frames()
        self.send_heap()
        self.send_log()

    def send_round(self, name, version, without, regions):
        """A full repetition of the state of a kernel that is not Strata."""
        self.stream.send("snap", k=self.snaps)
        self.snaps += 1
        self.stream.send("hello", name=name, version=version, frame="1000", block=BLOCK,
                         without=without)
        self.send_map()
        for i, (start, end, symbol, what, alive) in enumerate(regions):
            self.stream.send("region", i=i, of=len(regions), start=hexa(start), end=hexa(end),
                             symbol=symbol, what=what, alive=alive)
        self.send_total()
        self.send_frames()

    def send_beat(self, ms):
        self.stream.send("beat", ms=ms, lost=0)


def boot(machine):
    """A boot that went well, up to the prompt."""
    machine.send_loader()
    machine.stream.send("boot", step=6, tsc=hexa(STEP_TSC[5]))
    machine.say("Strata 0.1.0 runs at 100000")
    machine.say("memory: 32752 frames, 30704 free")
    machine.say("heap: 10b000 to 800000")
    machine.send_snap()
    machine.send_beat(0)


def work(machine):
    """What a user does: takes frames and heap memory."""
    machine.set_frames(0x800, 0x840, "U")
    machine.set_frames(0x2000, 0x3000, "U")
    machine.set_frames(0x5000, 0x5003, "U")
    machine.grab(0x123, "test")
    machine.say("mem: 4163 frames taken")
    machine.send_total()
    machine.send_frames(0x800, 0x5010)
    machine.send_heap()
    machine.send_layout()
    machine.send_log()
    machine.send_beat(1000)
    machine.send_beat(2345)


def make_booted(stream):
    boot(Machine(stream))


def make_worked(stream):
    machine = Machine(stream)
    boot(machine)
    work(machine)


def make_owned(stream):
    """The state of "worked", and who has the frames."""
    machine = Machine(stream)
    boot(machine)
    work(machine)
    runs = [(0x800, 0x810, "page tables"), (0x810, 0x840, "disk cache"),
            (0x2000, 0x3000, "disk cache"), (0x5000, 0x5002, "log")]
    for i, (start, end, tag) in enumerate(runs):
        stream.send("owner", i=i, of=len(runs), start=hexa(start << 12), end=hexa(end << 12),
                    tag=tag)
    machine.send_beat(3000)


def make_repeated(stream):
    """The state of "worked", then twice the whole repetition of it."""
    machine = Machine(stream)
    boot(machine)
    work(machine)
    machine.send_snap()
    machine.send_beat(3000)
    machine.send_snap()
    machine.send_beat(4000)


def make_loader(stream):
    Machine(stream).send_loader(until=3)


def make_failed(stream):
    Machine(stream).send_loader(until=4)
    stream.send("fail", code="K3", text="The kernel image does not match its checksum "
                "(CRC-32 5d81c2f0 instead of 1f2e3d4c). Write the disk image again.")


def make_lossy(stream):
    """Two records get lost, and the state has not been repeated since."""
    machine = Machine(stream)
    boot(machine)
    stream.skip(2)
    machine.send_beat(1000)


def make_faulted(stream):
    """The kernel stopped at a page fault and sits in its post-mortem shell."""
    machine = Machine(stream)
    boot(machine)
    work(machine)
    stream.send("fault", vector=14, name="page fault", eip="102a34",
                place="heap_take+0x1c (0x102a34)", address="5001008",
                text="a write to a frame that nobody owns")


def make_corrupt(stream):
    """The checksum of the second block is not that of the frames that were reported."""
    machine = Machine(stream)
    boot(machine)
    work(machine)
    stream.send("sum", block=1, crc=hexa(machine.block_sum(1) ^ 1))


def make_messy(stream):
    machine = Machine(stream, ram_end=0x8000000, raw=MESSY_RAW, clean=MESSY_CLEAN)
    boot(machine)
    work(machine)


def make_big(stream):
    """64 GiB, of which a 32-bit kernel manages what lies below 3 GiB."""
    raw = [(0x0, 0x9F000, 1), (0x9F000, 0x1000, 2), (0xF0000, 0x10000, 2),
           (0x100000, 0xBFF00000, 1), (0xC0000000, 0x40000000, 2),
           (0x100000000, 0xF40000000, 1)]
    machine = Machine(stream, ram_end=0xC0000000, raw=raw)
    boot(machine)
    work(machine)


def make_other(stream):
    """Another kernel: four boot steps of its own, no heap, no marks, regions with its names."""
    machine = Machine(stream, ram_end=0x2000000, raw=[(0x0, 0xA0000, 1), (0xF0000, 0x10000, 2),
                                                      (0x100000, 0x1F00000, 1)])
    machine.states = ["R"] * 0x200 + ["U"] * 0x10 + ["F"] * (machine.frames - 0x210)
    for step, name in enumerate(["bios", "menu", "paging", "init"], 1):
        stream.send("boot", step=step, of=4, tsc=hexa(1000 * step), name=name)
    for _ in range(3):
        machine.send_round(name="Pomelo", version="0.3", without="heap marks",
                           regions=[(0x600, 0x800, "loader", "what the disk began with", False),
                                    (0x100000, 0x180000, "text", "code of Pomelo", True)])
    machine.send_beat(1000)


SCENARIOS = {"booted": make_booted, "worked": make_worked, "repeated": make_repeated,
             "loader": make_loader, "failed": make_failed, "lossy": make_lossy,
             "faulted": make_faulted, "corrupt": make_corrupt, "messy": make_messy,
             "big": make_big, "owned": make_owned, "other": make_other}


def make_recording(scenario):
    """The bytes of a recording."""
    stream = Stream()
    SCENARIOS[scenario](stream)
    return stream.data


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out")
    parser.add_argument("--scenario", choices=sorted(SCENARIOS), default="worked")
    parser.add_argument("--records", type=int, help="stop after this many")
    options = parser.parse_args()
    data = make_recording(options.scenario)
    if options.records is not None:
        data = b"".join(b"\x1e" + part for part in data.split(b"\x1e")[1:options.records + 1])
    with open(options.out, "wb") as out:
        out.write(data)


if __name__ == "__main__":
    main()
