"""A copy of the sources in which mutants are built, one after the other."""

import os
import shutil
import subprocess
from pathlib import Path

from machine import ROOT

from .mutant import Mutant

BUILD_TIMEOUT = 300


class Tree:
    """A copy of the tracked files, with a build folder of its own that is built incrementally."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.image = folder / "build" / "disk.img"
        shutil.rmtree(folder, ignore_errors=True)
        names = subprocess.run(
            ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout
        for name in filter(None, names.split("\0")):
            if (ROOT / name).is_file():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, folder / name)
        problem = self.make()
        if problem:
            raise RuntimeError(f"the tree does not build without a mutant: {problem}")

    def make(self) -> str:
        """Builds the disk image; the empty string, or what the build says against it."""
        environment = {**os.environ, "MAKEFLAGS": ""}
        command = ["make", "--no-print-directory", "-s", "build/disk.img"]
        result = subprocess.run(
            command, cwd=self.folder, capture_output=True, text=True, timeout=BUILD_TIMEOUT,
            env=environment, check=False,
        )
        return "" if result.returncode == 0 else result.stdout + result.stderr

    def build(self, mutant: Mutant) -> str:
        """As make, with the mistake in the sources; they are as before when it returns."""
        path = self.folder / mutant.file
        before = path.read_text(encoding="utf-8")
        path.write_text(mutant.apply(before), encoding="utf-8")
        try:
            return self.make()
        finally:
            path.write_text(before, encoding="utf-8")
