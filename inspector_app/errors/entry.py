"""One line of the error catalogue.

Every area file beside this one lists its entries; `errors/__init__` joins them. Must never import
anything outside the standard library: every room, bureau and desktop alike, stands on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """Who can do something about it."""

    KNOWN = "known"  # the world or the person: shown with its remedy
    BUG = "bug"  # ours: logged and reported


@dataclass(frozen=True, slots=True)
class Entry:
    """A sentence and its remedy in both languages.

    Attributes:
        code: `area.what-is-wrong`, unique over all areas.
        zh: What happened; slots as `{name}`.
        en: The same in English, with the same slots.
        fix_zh: What the reader can do now.
        fix_en: The same in English.
        http_status: Status the bureau answers with, 400..599.
        exit_code: Exit status of a command that ends with it, 1..3.
        retryable: Whether the same request may succeed later without a change.
    """

    code: str
    zh: str
    en: str
    fix_zh: str
    fix_en: str
    http_status: int = 400
    exit_code: int = 1
    retryable: bool = False
    kind: Kind = Kind.KNOWN
