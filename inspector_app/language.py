"""Which of the two languages the machine speaks.

The window, the command line and its error sentences ask here when nobody has chosen one. Must never
look at settings: a choice of the user goes before it.
"""

from __future__ import annotations

import locale
import os
from typing import Literal


def system_language() -> Literal["zh", "en"]:
    """Return `zh` unless the system plainly speaks English."""
    names = (os.environ.get(key, "") for key in ("LC_ALL", "LC_MESSAGES", "LANGUAGE", "LANG"))
    name = next((one for one in names if one), "") or locale.getlocale()[0] or ""
    return "en" if name.lower().startswith("en") else "zh"
