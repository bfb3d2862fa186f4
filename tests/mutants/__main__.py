"""Plants each mutant in a copy of the tree, builds and boots it, and says who named it.

usage: PYTHONPATH=tests python3 -B -m mutants [--fits | --flips COUNT [--seed N]] [NAME...]

Without an option every mutant is run, or those whose names begin as one of the NAMEs does. --fits
only says whether each still stands once in the sources. --flips damages single bits of the built
loader instead. The exit code is 1 when fewer than 95 % are named, any is misnamed, or a flip is
silent; 2 for wrong usage.
"""

import argparse
import sys
from collections import Counter

from machine import ROOT

from . import MUTANTS, flips
from .tree import Tree
from .verdict import MISNAMED, NAMED, STALE, Verdict, boot, judge

NAMED_MIN = 0.95


def verdict_on(tree: Tree, mutant) -> Verdict:
    """Builds and, where the build takes it, boots one mutant."""
    try:
        refusal = tree.build(mutant)
    except ValueError as error:
        return Verdict(STALE, "nobody", str(error))
    if refusal:
        return judge(mutant, "build", refusal)
    return judge(mutant, "machine", boot(mutant, tree.image))


def run_all(mutants) -> int:
    """The table and its totals."""
    tree = Tree(ROOT / "build" / "mutants" / "tree")
    totals = Counter()
    for mutant in mutants:
        verdict = verdict_on(tree, mutant)
        totals[verdict.kind] += 1
        totals[verdict.by, verdict.kind] += 1
        line = f"{verdict.kind:8}  {verdict.by:7}  {mutant.name:32} {verdict.said[:160]}"
        print(line, flush=True)
    count = len(mutants)
    by_build = totals["build", NAMED]
    print(f"{count} mutants: {totals[NAMED]} named ({by_build} by the build), "
          f"{totals[MISNAMED]} misnamed, {totals['SILENT']} silent, {totals[STALE]} stale")
    return 0 if totals[MISNAMED] == 0 and totals[NAMED] >= NAMED_MIN * count else 1


def check_fits(mutants) -> int:
    """Whether each mutant can still be planted."""
    bad = 0
    for mutant in mutants:
        try:
            mutant.apply((ROOT / mutant.file).read_text(encoding="utf-8"))
        except (ValueError, OSError) as error:
            print(error)
            bad += 1
    print(f"{len(mutants) - bad} of {len(mutants)} mutants fit the sources")
    return 1 if bad else 0


def main() -> int:
    """Exit code as the usage says."""
    parser = argparse.ArgumentParser(prog="mutants", description=__doc__)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--fits", action="store_true")
    parser.add_argument("--flips", type=int, metavar="COUNT")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    if arguments.flips is not None:
        return 0 if flips.main(arguments.flips, arguments.seed) else 1
    names = tuple(arguments.names) or ("",)
    chosen = [mutant for mutant in MUTANTS if mutant.name.startswith(names)]
    if not chosen:
        print(f"mutants: no name begins with {' '.join(arguments.names)}", file=sys.stderr)
        return 2
    return check_fits(chosen) if arguments.fits else run_all(chosen)


if __name__ == "__main__":
    sys.exit(main())
