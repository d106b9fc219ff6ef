"""Renders pages to PNG for looking: `python tests/ui/gallery.py OUT [WIDTHxHEIGHT] [PAGE…]`.

A tool for people, not a test: the pictures are looked at, never compared.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import fakes

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
    "en200": Preferences("en", Scheme.LIGHT, 200),
}


def prepare(workspace: fakes.Workspace, page: str) -> Place:
    """Bring an invented workspace to where a page makes sense."""
    data = fakes.data
    if page == "unlock":
        return Place("today")
    workspace.unlock(data.FIRST, data.PASSPHRASES[data.FIRST])
    if page == "today":
        visit = workspace.inspections.begin(workspace.orders[2].id)
        workspace.visits[visit].state = fakes.InspectionState.CHECKING
        workspace.visits[visit].last_item = "WB-22"
        return Place("today")
    visit = workspace.inspections.begin(workspace.orders[0].id)
    if page == "open-blocked":
        workspace.visits[visit].officers[1] = data.EXPIRED
        return Place("open", visit)
    if page == "open":
        return Place("open", visit)
    workspace.unlock(data.SECOND, data.PASSPHRASES[data.SECOND])
    workspace.visits[visit].state = fakes.InspectionState.CHECKING
    for color in ("#8aa0a8", "#a89f8a"):
        workspace.evidence.add_bytes(visit, fakes.picture(color), "门", "WB-22", "file", data.FIRST)
    if page == "samples":
        workspace.checklist_.draw("WB-T1", "", data.FIRST)
        table = workspace.checklist_.tables()[0]
        for row, value in zip(table.rows, ("一致", "一致", "无人", "不一致"), strict=False):
            for cell in row.cells:
                answer = value if cell.label == "登录与在座一致" else cell.choices[0][0]
                workspace.checklist_.set(cell.ref, answer, data.FIRST)
        return Place("samples", visit, "WB-T1/5")
    if page == "samples-empty":
        return Place("samples", visit)
    workspace.checklist_.set("/data/WB-22/v", "ng", data.FIRST)
    code = page.removeprefix("checklist-") if page.startswith("checklist-") else "WB-22"
    return Place("checklist", visit, code)


PAGES = (
    "unlock",
    "today",
    "open",
    "open-blocked",
    "checklist",
    "checklist-WB-12",
    "samples",
    "samples-empty",
)


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
                workspace = fakes.Workspace(Path(folder))
                place = prepare(workspace, page)
                app = App(workspace, preferences=VARIANTS[variant].at(place), inline=True)
                app.window.resize(width, height)
                app.window.show()
                application.processEvents()
                application.processEvents()
                app.window.grab().save(str(out / f"{page}-{variant}-{width}.png"))
                app.close()
                app.window.deleteLater()
                application.processEvents()


if __name__ == "__main__":
    main()
