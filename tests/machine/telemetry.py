"""An independent decoder of docs/telemetry.md, written from the document and from nothing else."""

import json
import re
from dataclasses import dataclass, field
from typing import List

RS = b"\x1e"
CHECK_LENGTH = len(',"c":"XXXX"}')
MAX_RECORD = 512
HEX = re.compile(r"^(0|[1-9a-f][0-9a-f]*)$")


@dataclass
class Recording:
    """The decoded stream: good records in order, what was rejected and why, gaps in `n`."""

    records: List[dict] = field(default_factory=list)
    rejected: List[str] = field(default_factory=list)
    gaps: List[str] = field(default_factory=list)

    def of_type(self, kind: str) -> List[dict]:
        """All records whose `t` is kind."""
        return [record for record in self.records if record["t"] == kind]

    def last_boot(self) -> "Recording":
        """The part since the last record of number 0."""
        start = max((i for i, r in enumerate(self.records) if r["n"] == "0"), default=0)
        return Recording(self.records[start:], self.rejected, self.gaps)


def fletcher16(data: bytes) -> int:
    """The check of a record: two sums modulo 255."""
    low = high = 0
    for byte in data:
        low = (low + byte) % 255
        high = (high + low) % 255
    return high * 256 + low


def parse_record(raw: bytes) -> dict:
    """One element between RS and the next: the object, or ValueError saying what is wrong."""
    if not raw.endswith(b"\n"):
        raise ValueError("no LF at the end")
    if len(raw) + 1 > MAX_RECORD:
        raise ValueError(f"{len(raw) + 1} bytes, {MAX_RECORD} allowed")
    body = raw[:-1]
    if any(byte < 0x20 or byte > 0x7E for byte in body):
        raise ValueError("a byte outside 0x20-0x7e")
    check = re.fullmatch(rb',"c":"([0-9A-F]{4})"\}', body[-CHECK_LENGTH:])
    if check is None:
        raise ValueError("no check at the end")
    computed = f"{fletcher16(body[:-CHECK_LENGTH]):04X}"
    if computed != check.group(1).decode():
        raise ValueError(f"check says {check.group(1).decode()}, computed {computed}")
    record = json.loads(body)
    if list(record)[:2] != ["n", "t"] or list(record)[-1] != "c":
        raise ValueError("members not in the order n, t, ..., c")
    if not HEX.match(record["n"]):
        raise ValueError("n is not a lower-case hex string")
    return record


def decode(data: bytes) -> Recording:
    """A whole recording. An unfinished last record is not a fault: the file may still grow."""
    result = Recording()
    head, *elements = data.split(RS)
    if head:
        result.rejected.append(f"{len(head)} bytes before the first RS: {head[:40]!r}")
    expected = None
    for index, raw in enumerate(elements):
        if index == len(elements) - 1 and not raw.endswith(b"\n"):
            break
        try:
            record = parse_record(raw)
        except ValueError as error:
            result.rejected.append(f"{error}: {raw[:200]!r}")
            continue
        number = int(record["n"], 16)
        if number != 0 and expected is not None and number != expected:
            result.gaps.append(f"n {number:x} after {expected - 1:x}")
        expected = number + 1
        result.records.append(record)
    return result
