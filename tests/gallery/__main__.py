"""Boots each mistake of the gallery in Bochs and prints what Strata says of it.

usage: PYTHONPATH=tests python3 -m gallery [NAME...]      exit code 1 when a promise is not kept
"""

import re
import sys

from machine import ROOT, BochsMachine, MachineError

from . import MISTAKES, Variant, promises

SAID = re.compile(r"\b[EK]\d\d [^\r\n]{20,}\.|strata> $")


def diagnosis(variant: Variant) -> str:
    """The line with which its boot, or its build, ends; the prompt when nothing was noticed."""
    if variant.mistake.only_built:
        return variant.build_refusals()[0]
    with BochsMachine(variant.machine()) as machine:
        machine.wait_for(SAID)
        machine.wait_quiet(0.3)
        return SAID.search(machine.transcript()).group(0)


def show(variant: Variant, promise: str) -> bool:
    """Print the mistake and what is reported of it; whether that is what was promised."""
    print(f"{variant.mistake.name}: {variant.mistake.what}")
    if not variant.mistake.only_built:
        for line in variant.build_refusals():
            print(f"    build:   {line}")
    line = diagnosis(variant)
    kept = re.fullmatch(promise, line) is not None
    by = "build:  " if variant.mistake.only_built else "machine:"
    print(f"    {by} {line}{'' if kept else '   NOT what README.md promises'}\n", flush=True)
    return kept


def main() -> int:
    """Exit code 1, with the reason, when one boots, hangs, or says something else."""
    names = sys.argv[1:] or [mistake.name for mistake in MISTAKES]
    unknown = set(names) - {mistake.name for mistake in MISTAKES}
    if unknown:
        known = " ".join(mistake.name for mistake in MISTAKES)
        wrong = " ".join(sorted(unknown))
        print(f"gallery: no mistake {wrong}: there are {known}", file=sys.stderr)
        return 2
    kept = []
    for mistake in MISTAKES:
        if mistake.name not in names:
            continue
        variant = Variant(mistake, ROOT / "build" / "gallery" / mistake.name).build()
        try:
            kept.append(show(variant, promises().get(mistake.name, "")))
        except MachineError as error:
            print(f"gallery: {mistake.name}: {error}", file=sys.stderr)
            kept.append(False)
    print(f"{kept.count(True)} of {len(kept)} mistakes named as promised; images in build/gallery")
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
