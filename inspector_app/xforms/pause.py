"""Holds the cyclic garbage collector back while many lasting objects are made.

Form loading and the session's transactions use it: nothing they make is garbage, and each full
collection would walk the whole form again. Reference counting goes on as always.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def paused_collector() -> Iterator[None]:
    """Pause the collector for the length of a block, if it was running."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
