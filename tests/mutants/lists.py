"""All mutants, in the order of boot."""

from .kernel import KERNEL
from .layout import LAYOUT
from .loader import LOADER

MUTANTS = (*LAYOUT, *LOADER, *KERNEL)
