"""Holds the cyclic garbage collector back while many lasting objects are made.

Form loading and the session's transactions use it: nothing they make is garbage, and each full
collection would walk the whole form again. Reference counting goes on as always.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def paused_collector(*, lasting: bool = False) -> Iterator[None]:
    """Pause the collector for the length of a block, if it was running.

    Args:
        lasting: The block makes a form or session that stays; spare it the first collection too.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        if lasting and gc.get_freeze_count() == 0:
            # promotes everything to the oldest generation without walking it: it is here to stay
            gc.freeze()
            gc.unfreeze()
        gc.enable()
