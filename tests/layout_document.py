"""A copy of docs/layout.md that a test may edit and compile."""

import pathlib
import re
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent
LAYOUTC = ROOT / "build" / "layoutc"
DOCUMENT = (ROOT / "docs" / "layout.md").read_text(encoding="utf-8")
GENERATED = sorted(
    ["layout.inc", "layout.ld", "layout_constants.h", "layout_rows.c"]
    + [f"layout.watch{step}" for step in range(1, 7)]
)
COLUMNS = ["start", "end", "symbol", "what", "alive", "reuse", "size"]
FIT = re.compile(r"(\w+) would fit at (0x[0-9a-f]+)-(0x[0-9a-f]+)")
END = re.compile(r"the end would be (0x[0-9a-f]+)")
WRITE = re.compile(r"write (\w+(?: \w+)?) in column (\w+)")


class Document:
    """An editable copy of docs/layout.md."""

    def __init__(self, directory):
        self.path = directory / "layout.md"
        self.out = directory / "gen"
        self.out.mkdir()
        self.lines = DOCUMENT.splitlines()

    def line_of(self, symbol):
        """The line number of a row of the firmware or layout table."""
        row = re.compile(rf"\| 0x\w+ \| 0x\w+ \| `{symbol}` \|")
        found = [n for n, line in enumerate(self.lines, 1) if row.match(line)]
        assert len(found) == 1, f"{symbol}: {found}"
        return found[0]

    def edit(self, row_symbol, /, **cells):
        """Replaces cells of a layout row, named by their column."""
        number = self.line_of(row_symbol)
        row = [cell.strip() for cell in self.lines[number - 1].strip("|").split("|")]
        for column, value in cells.items():
            row[COLUMNS.index(column)] = value
        self.lines[number - 1] = "| " + " | ".join(row) + " |"

    def compile(self, *options):
        """Runs layoutc; by default it generates into self.out."""
        self.path.write_text("\n".join(self.lines) + "\n", encoding="utf-8")
        command = [LAYOUTC, *(options or ("--out", self.out)), self.path]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    def refusals(self):
        """Compiles, and returns the errors as (line, text) after checking their form."""
        result = self.compile()
        assert result.returncode == 1, result.stderr
        assert result.stdout == ""
        assert list(self.out.iterdir()) == [], "a refused document made files"
        errors = []
        for error in result.stderr.splitlines():
            prefix, _, text = error.removeprefix(f"{self.path}:").partition(": ")
            errors.append((int(prefix), text))
        return errors

    def apply_suggestions(self, errors):
        """Does what the errors say: moves rows, and writes into cells what they name."""
        cells = {}
        for line, text in errors:
            symbol = self.symbol_in(line)
            if match := FIT.search(text):
                cells.setdefault(match[1], {}).update(start=match[2], end=match[3])
            if match := END.search(text):
                cells.setdefault(symbol, {}).update(end=match[1])
            for match in WRITE.finditer(text):
                cells.setdefault(symbol, {})[match[2]] = match[1]
        assert cells, errors
        for symbol, edit in cells.items():
            self.edit(symbol, **edit)

    def symbol_in(self, line):
        """The symbol of the row in a line of the document."""
        return self.lines[line - 1].split("|")[3].strip(" `")
