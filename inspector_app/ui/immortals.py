"""Keeps None, True, False and NotImplemented alive under Python 3.11.

Called once, before the first import of Qt. Must never touch any other object.

WORKAROUND: the PySide6 6.12.0 wheels are offered for Python 3.10 and 3.11 but return these four
without a new reference, as is right from 3.12 on only, where they are immortal (PEP 683). Under
3.11 every Qt call that answers None takes one reference away: after some ten thousand calls the
interpreter dies with "none_dealloc: deallocating None". Measured on 3.11.7: `sys.getrefcount(None)`
falls by 1 with each `widget.update()`. May go when 3.12 is the oldest Python we support, or when
the wheels return new references there.
"""

from __future__ import annotations

import ctypes
import sys

_PLENTY = 1 << 40
"""References given at once: a million calls a second would take twelve days to use them up."""

_SINGLETONS: tuple[object, ...] = (None, True, False, NotImplemented)


def keep_singletons() -> bool:
    """Give the four singletons references to spare; tell whether this Python needed it."""
    if sys.version_info >= (3, 12) or sys.implementation.name != "cpython":
        return False
    if sys.getrefcount(None) > _PLENTY >> 1:
        return True
    for thing in _SINGLETONS:
        count = ctypes.c_ssize_t.from_address(id(thing))  # ob_refcnt is the first field
        count.value += _PLENTY
    return True
