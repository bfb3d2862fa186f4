"""The house rules that no compiler checks. Prints a line a breach: file:line: what is wrong.

usage: python3 tools/lint [--root DIR] RULE      exit code 1 when the rule is broken somewhere
"""

import argparse
import sys
from pathlib import Path

from assembly import check_grid, check_routines
from dialect import check_dialect
from direction import check_direction
from places import check_paths
from sizes import check_columns, check_parameters, check_sizes
from tree import Tree

CHECKS = {
    "sizes": check_sizes,
    "columns": check_columns,
    "parameters": check_parameters,
    "direction": check_direction,
    "dialect": check_dialect,
    "grid": check_grid,
    "routines": check_routines,
    "paths": check_paths,
}


def main():
    """Exit code 1 when the named rule is broken somewhere."""
    parser = argparse.ArgumentParser(prog="tools/lint", description=__doc__.splitlines()[0])
    parser.add_argument("rule", choices=CHECKS)
    parser.add_argument("--root", default=Path(__file__).parents[2], help="the tree to look at")
    options = parser.parse_args()
    found = list(CHECKS[options.rule](Tree(options.root)))
    print("\n".join(found), end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
