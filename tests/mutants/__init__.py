"""Mistakes planted one at a time in the layout table, the loader and the kernel.

Each is a change of one place in the sources, with an expression for the message that names its
cause. lists.py joins the three lists, tree.py applies a mutant to a copy of the tree and builds it,
verdict.py boots it and judges the report, flips.py damages single bits of the finished loader.
"""

from .lists import MUTANTS
from .mutant import Mutant

__all__ = ["MUTANTS", "Mutant"]
