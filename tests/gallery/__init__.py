"""The classic boot mistakes, made on purpose in variants of our own loader.

mistakes.py says what each changes, build.py makes the variant's image, __main__.py boots all of
them and prints what Strata says. What it has to say is promised in README.md at the root.
"""

from .build import Variant
from .mistakes import MISTAKES, Mistake
from .promises import promises

__all__ = ["MISTAKES", "Mistake", "Variant", "promises"]
