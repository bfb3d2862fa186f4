"""Runs the benchmark kernel in Bochs and compares what it counted with the budgets.

The benchmark prints one line a figure, "bench NAME: MEAN MOST", in instructions a call. The budgets
stand in budgets.txt, "BUDGET NAME" a line, and hold for the mean. Exit code 1 when a figure is over
its budget or missing.
"""

import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(HERE.parent))

# pylint: disable=wrong-import-position
from machine import BochsMachine, Config, MachineError  # noqa: E402

FIGURE = re.compile(r"^bench (.*): (\d+) (\d+)$", re.MULTILINE)
END = re.compile(r"^bench (done|failed.*)$", re.MULTILINE)
TIMEOUT = 600.0


def count():
    """The figures by name, as (mean, most)."""
    config = Config(image=ROOT / "build" / "bench" / "disk.img", ips=4_000_000)
    with BochsMachine(config) as machine:
        machine.await_console(lambda text: END.search(text), "the end of the benchmark", TIMEOUT)
        console = machine.console()
    if END.search(console).group(1) != "done":
        raise MachineError(END.search(console).group(0))
    return {m.group(1): (int(m.group(2)), int(m.group(3))) for m in FIGURE.finditer(console)}


def row(name, figure, budget):
    """Prints one figure beside its budget; whether it is kept."""
    over = figure is None or figure[0] > budget
    shown = "missing" if figure is None else f"{figure[0]:9d}"
    most = "" if figure is None else f", most {figure[1]}"
    print(f"{name:58s} {shown} instructions (at most {budget}{most}){'  OVER' if over else ''}")
    return not over


def main():
    """Exit code 1 when a budget is not kept."""
    try:
        figures = count()
    except MachineError as error:
        print(f"strata: {error}", file=sys.stderr)
        return 1
    kept = True
    for line in (HERE / "budgets.txt").read_text().splitlines():
        budget, name = line.split(" ", 1)
        kept = row(name, figures.pop(name, None), int(budget)) and kept
    for name in figures:
        print(f"strata: tests/bench/budgets.txt has no budget for: {name}", file=sys.stderr)
        kept = False
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
