"""memviz observe's answers about bytes agree with a naive reference on random traces."""

import gzip
import json
import os
import random
import re
import subprocess

import pytest

from observation import observe

SEEDS = range(40 if os.environ.get("STRATA_SOAK") else 1)
MEMORY = range(0x20000, 0x20200)
STORES = 400
QUESTIONS = 8
SITE = "(0).[{tick}] [0x{site:012x}] 0000:{site:04x} (unk. ctxt): {text}"
STORE = "[CPU0 WR]: LIN 0x{at:016x} PHY 0x{at:012x} (len={length}, UC): 0x{value:0{digits}X}"


class Reference:
    """A list of stores, each (tick, last tick, start, end), and the lines that tell them."""

    def __init__(self, seed: int):
        self.random = random.Random(seed)
        self.tick = 100
        self.lines = []
        self.stores = []
        for _ in range(STORES):
            self.random.choice([self.plain, self.plain, self.fill])()

    def access(self, site: int, text: str, start: int, length: int):
        """One instruction, and its store."""
        self.tick += 1
        self.lines.append(SITE.format(tick=self.tick, site=site, text=text))
        value = self.random.randrange(256**length)
        self.lines.append(STORE.format(at=start, length=length, value=value, digits=2 * length))

    def plain(self):
        """A store of one, two or four bytes."""
        self.tick += self.random.randrange(5)
        length = self.random.choice([1, 2, 4])
        start = self.random.choice(MEMORY)
        self.access(0x7C00 + 8 * length, "mov word ptr ds:[bx], ax ; 8907", start, length)
        self.stores.append((self.tick, self.tick, start, start + length))

    def fill(self):
        """A repeated fill upwards, an instruction a byte: one record."""
        start = self.random.choice(MEMORY)
        count = self.random.randrange(1, 9)
        first = self.tick + 1
        # Another instruction comes between two fills, or they would be one.
        site = 0x7D00 + len(self.stores) % 2 * 0x10
        for at in range(start, start + count):
            self.access(site, "rep stosb byte ptr es:[di], al ; f3aa", at, 1)
        self.stores.append((first, self.tick, start, start + count))

    def writers(self, address: int, tick: int) -> list:
        """Who wrote a byte until a tick, newest first."""
        found = []
        for first, last, start, end in reversed(self.stores):
            written = first + (address - start if last > first else 0)
            if start <= address < end and written <= tick:
                found.append((first, start, end))
        return found


def shown(output: str) -> list:
    """The stores that memviz prints: (tick, start, end)."""
    found = re.findall(r"^  tick (\d+): \w+ of 0x(\w+)-0x(\w+) by", output, re.MULTILINE)
    return [(int(tick), int(start, 16), int(end, 16)) for tick, start, end in found]


def write_trace(reference: Reference, folder):
    """The trace, plain and compressed."""
    text = "\n".join(reference.lines) + "\n"
    plain, packed, zstd = folder / "trace", folder / "trace.gz", folder / "trace.zst"
    plain.write_text(text)
    packed.write_bytes(gzip.compress(text.encode()))
    subprocess.run(["zstd", "-q", "-f", plain, "-o", zstd], check=True)
    return [plain, packed, zstd]


@pytest.mark.parametrize("seed", SEEDS)
def test_answers_agree_with_the_reference(tmp_path, seed):
    """Who wrote a byte until a tick, all stores to a range, and the same from each form."""
    reference = Reference(seed)
    choose = reference.random
    traces = write_trace(reference, tmp_path)
    for _ in range(QUESTIONS):
        trace = choose.choice(traces)
        address, tick = choose.choice(MEMORY), choose.randrange(100, reference.tick + 5)
        result = observe("--trace", trace, "--who", f"0x{address:x}@{tick}")
        assert shown(result.stdout) == reference.writers(address, tick)[:9], (address, tick)
        start = choose.choice(MEMORY)
        end = start + choose.randrange(1, 64)
        result = observe("--trace", trace, "--writes", f"0x{start:x}-0x{end:x}")
        wanted = [
            (first, at, stop)
            for first, _, at, stop in reference.stores
            if at < end and stop > start
        ]
        assert shown(result.stdout) == wanted, (start, end)
        assert f"\n{len(wanted)} stores to 0x{start:x}-0x{end:x}" in result.stdout
    verdicts = [json.loads(observe("--trace", trace, "--json").stdout) for trace in traces]
    for verdict in verdicts:
        del verdict["name"]
        assert verdict == verdicts[0]
        assert verdict["lines"] == len(reference.lines)
        assert verdict["unknown_lines"] == 0
        assert verdict["tick"] == reference.tick
