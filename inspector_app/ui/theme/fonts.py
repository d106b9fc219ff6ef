"""Registers the bundled fonts and tells which families to draw with.

Called once by `app`, after `QApplication` and before the first widget. Must never download. A
missing file is not an error: the machine's own Chinese fonts stand in.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QFontDatabase

from inspector_app.installation import resource

SHIPPED = ("sans-400.ttf", "sans-600.ttf", "serif-400.ttf", "serif-700.ttf")
"""Files under `resources/fonts` the window draws with: Noto Sans SC and Noto Serif SC."""

_SANS = ("Noto Sans SC", "Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC")
_SERIF = ("Noto Serif SC", "Noto Serif CJK SC", "Source Han Serif SC", "SimSun", "Songti SC")
_ANY_CHINESE = ("WenQuanYi Zen Hei", "Droid Sans Fallback", "LXGW WenKai")


@dataclass(frozen=True, slots=True)
class Families:
    """Font families in order of preference.

    Attributes:
        sans: For everything that is tool.
        serif: For everything that gets printed.
    """

    sans: tuple[str, ...]
    serif: tuple[str, ...]


def register_fonts() -> Families:
    """Make the fonts under `resources/fonts` known to Qt and return the families to use."""
    for name in SHIPPED:
        QFontDatabase.addApplicationFont(str(resource("fonts", name)))
    known = set(QFontDatabase.families())
    rest = tuple(name for name in _ANY_CHINESE if name in known)
    sans = tuple(name for name in _SANS if name in known) + rest
    serif = tuple(name for name in _SERIF if name in known) + rest
    return Families(sans or ("sans-serif",), serif or sans or ("serif",))
