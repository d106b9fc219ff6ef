"""Every icon that is named is there, every icon that is there is used."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from PySide6.QtWidgets import QApplication

from inspector_app.installation import resource

from inspector_app.ui.icons import icon_pixmap

UI = Path(__file__).parents[2] / "inspector_app" / "ui"
ICONS = sorted(path.stem for path in resource("icons").glob("*.svg"))
NAMED = re.compile(
    r"(?:icon=|trailing=|icon_pixmap\(|paint_icon\(\w+, |icon_button\(\w+(?:\.\w+)?, )"
    r"\"([a-z0-9-]+)\""
)


def test_every_icon_that_is_named_is_there() -> None:
    named = {name for path in UI.rglob("*.py") for name in NAMED.findall(path.read_text("utf-8"))}
    assert named - set(ICONS) == set()


def test_every_icon_that_is_there_is_used_and_the_licence_lies_beside() -> None:
    text = "\n".join(path.read_text("utf-8") for path in UI.rglob("*.py"))
    assert [name for name in ICONS if f'"{name}"' not in text] == []
    assert "ISC" in resource("icons", "LICENSE").read_text("utf-8")


@pytest.mark.parametrize("name", ICONS)
def test_an_icon_is_painted_in_the_colour_asked_for(qapp: QApplication, name: str) -> None:
    image = icon_pixmap(name, 24, "#ff0000").toImage()
    colors = [image.pixelColor(x, y) for x in range(24) for y in range(24)]
    painted = [color for color in colors if color.alpha() > 200]
    assert painted
    assert all(color.red() > 200 and color.green() < 60 for color in painted)
