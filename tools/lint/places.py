"""Nothing in the tree names a folder of one machine."""

import re

PLACES = re.compile(r"(?<![\w.])/(home|root|work|Users)/")


def check_paths(tree):
    """Sources, the files at the top and the documents."""
    top = [path for path in tree.root.iterdir() if path.is_file() and path.name[0] != "."]
    texts = tree.sources(".c", ".h", ".asm", ".inc", ".sh", ".mk", ".md", ".conf", ".ld", ".S")
    for path in [*texts, *sorted(top), *sorted((tree.root / "docs").glob("*.md"))]:
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1):
            if PLACES.search(line):
                yield tree.breach(path, number, "a path of one machine")
