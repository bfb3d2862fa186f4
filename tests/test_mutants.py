"""The planted mistakes still stand in the sources; `make mutants` builds and boots them."""

import re

from machine import ROOT
from mutants import MUTANTS

FEWEST = 60


def test_every_mutant_fits_the_sources_once():
    texts = {name: (ROOT / name).read_text("utf-8") for name in {mutant.file for mutant in MUTANTS}}
    for mutant in MUTANTS:
        text = texts[mutant.file]
        assert mutant.apply(text) != text, mutant.name


def test_names_are_unique_and_expressions_can_be_read():
    assert len({mutant.name for mutant in MUTANTS}) == len(MUTANTS) >= FEWEST
    for mutant in MUTANTS:
        assert not re.search(mutant.expect, ""), f"{mutant.name} would be named by anything"
