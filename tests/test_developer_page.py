"""docs/developer.md names every folder, and every file and folder that it names is there."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "developer.md").read_text()
README = (ROOT / "README.md").read_text()
# What they hold is data or one thing each; the page names the folder above them.
UNNAMED = re.compile(r"tests/data/.|tests/fuzz/.|\.")


def tracked_files():
    """The files of the tree, as git knows them."""
    return subprocess.check_output(["git", "ls-files"], cwd=ROOT, text=True).split()


def folders():
    """Each folder that holds a tracked file, and those above it."""
    found = {parent.as_posix() for name in tracked_files() for parent in Path(name).parents}
    return sorted(found - {"."})


def test_page_names_every_folder():
    missing = [f for f in folders() if not UNNAMED.match(f) and f"`{f}/`" not in PAGE]
    assert missing == []


def test_readme_names_every_folder_of_the_top():
    missing = [f for f in folders() if "/" not in f and f[0] != "." and f"`{f}/`" not in README]
    assert missing == []


def test_every_place_the_page_names_is_there():
    named = set(re.findall(r"`((?:[a-z0-9_]+/)+[a-z0-9_.]*)`", PAGE))
    assert len(named) > 40
    missing = [n for n in sorted(named) if not n.startswith("build/") and not (ROOT / n).exists()]
    assert missing == []


def test_every_link_of_the_page_leads_somewhere():
    targets = re.findall(r"\]\(([^)#]+)\)", PAGE)
    assert targets and all((ROOT / "docs" / t).resolve().exists() for t in targets)


def test_readme_links_the_page():
    assert "(docs/developer.md)" in README
