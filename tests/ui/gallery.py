"""Renders pages to PNG for looking: `gallery.py OUT [WIDTHxHEIGHT] [VARIANT,…] [PAGE…]`.

A tool for people, not a test: the pictures are looked at, never compared. Whoever adds a page adds
its state to `prepare`.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import laptop

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from inspector_app.clock import SteppingClock
from inspector_app.commands.training import data
from inspector_app.services.workspace import Workspace

from inspector_app.ui.app import App, make_application
from inspector_app.ui.place import Place
from inspector_app.ui.preferences import Preferences
from inspector_app.ui.theme import Scheme

VARIANTS = {
    "zh": Preferences("zh"),
    "en": Preferences("en"),
    "dark": Preferences("zh", Scheme.DARK),
    "hc150": Preferences("zh", Scheme.CONTRAST, 150),
    "zh150": Preferences("zh", Scheme.LIGHT, 150),
    "en125": Preferences("en", Scheme.LIGHT, 125),
    "en200": Preferences("en", Scheme.LIGHT, 200),
}
PAGES = (
    "unlock",
    "today",
    "today-due",
    "open",
    "open-blocked",
    "open-site",
    "checklist",
    "checklist-WB-12",
    "samples-empty",
    "samples",
    "basis-WB-20",
    "law-",
    "law-网安法第二十一条",
    "law-mps151:18",
)


def prepare(workspace: Workspace, page: str) -> Place:
    """Bring an invented workspace to where a page makes sense."""
    name, _, detail = page.partition("-")
    if name == "unlock":
        return Place("today")
    if name == "today":
        inspection = laptop.enter(workspace, 2)
        if detail == "due":
            laptop.past_visits(workspace)
        workspace.lock(data.SECOND)
        return Place("today", inspection)
    if name == "open":
        laptop.unlock(workspace, data.FIRST)
        inspection = laptop.begin(workspace)
        if detail == "blocked":
            laptop.expire_second(workspace, inspection)
        if detail == "site":
            laptop.unlock(workspace, data.SECOND)
            return Place("open", inspection, "G-05")
        return Place("open", inspection)
    inspection = laptop.enter(workspace)
    checklist = workspace.inspections.checklist(inspection)
    for code, verdict in (("WB-02", "ok"), ("WB-06", "ok"), ("WB-22", "ng"), ("WB-15", "ok")):
        checklist.set(checklist.item(code).verdict_ref, verdict, data.FIRST)
    part = checklist.item("WB-01").parts[0]
    checklist.set(part.ref, part.choices[0][0], data.FIRST)
    laptop.add_photo(workspace, inspection, "WB-22", "#8aa0a8")
    laptop.add_photo(workspace, inspection, "WB-22", "#a89f8a")
    if name == "samples":
        if detail != "empty":
            checklist.draw("WB-T1", "1-120", data.FIRST)
        return Place("samples", inspection, "WB-T1")
    if name == "law":
        return Place("law", inspection, detail)
    return Place("checklist" if name == "basis" else name, inspection, detail or "WB-22")


def main() -> None:
    """Render what was asked for."""
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    size = sys.argv[2] if len(sys.argv) > 2 else "1366x768"
    variants = sys.argv[3].split(",") if len(sys.argv) > 3 else ["zh"]
    pages = sys.argv[4:] or list(PAGES)
    width, height = (int(part) for part in size.split("x"))
    application = make_application()
    for variant in variants:
        for page in pages:
            with tempfile.TemporaryDirectory() as folder:
                clock = SteppingClock(laptop.NOW)
                workspace = laptop.make_laptop(Path(folder), clock)
                place = prepare(workspace, page)
                app = App(workspace, clock, preferences=VARIANTS[variant].at(place), inline=True)
                app.window.resize(width, height)
                app.window.show()
                for _ in range(3):
                    application.processEvents()
                if page.startswith("basis"):
                    QTest.keyClick(app.window, Qt.Key.Key_B)
                    application.processEvents()
                app.window.grab().save(str(out / f"{page}-{variant}-{width}.png"))
                app.close()
                app.window.deleteLater()
                application.processEvents()


if __name__ == "__main__":
    main()
