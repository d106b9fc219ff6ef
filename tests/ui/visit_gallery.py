"""Renders the pages after the checklist: `visit_gallery.py OUT [SIZE,…] [VARIANT,…] [PAGE…]`.

A tool for people, as `gallery.py`. The stages of the training visit are kept in `OUT/.stages`, so a
second run is quick; remove that folder when the checklists or the store changed.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from gallery import VARIANTS
from scenes import Scene, Stages

from PySide6.QtWidgets import QApplication

from inspector_app.ui.app import App, make_application
from inspector_app.ui.place import Place


def _nothing(app: App, scene: Scene) -> None:
    pass


@dataclass(frozen=True, slots=True)
class Shot:
    """A stage, the page shown at it, and what is done there first."""

    stage: str
    screen: str
    detail: str = ""
    act: Callable[[App, Scene], None] = _nothing


def _page(app: App) -> Any:
    return app.window.page


def _call(name: str) -> Callable[[App, Scene], None]:
    def act(app: App, scene: Scene) -> None:
        getattr(_page(app), name)()

    return act


def _search(text: str) -> Callable[[App, Scene], None]:
    def act(app: App, scene: Scene) -> None:
        page = _page(app)
        page._search.setText(text)
        page._find()

    return act


def _verify(kind: str) -> Callable[[App, Scene], None]:
    def act(app: App, scene: Scene) -> None:
        records, inspection = scene.workspace.records, scene.inspection
        path = scene.world.folder / ("tampered.pdf" if kind == "bad" else f"record.{kind}")
        content = records.insp(inspection) if kind == "insp" else records.pdf(inspection)
        if kind == "bad":
            at = content.index(b"PK\x03\x04") + 400
            content = content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]
        path.write_bytes(content)
        _page(app).open_file(path)

    return act


SHOTS = {
    "findings": Shot("checking", "findings", "WB-17"),
    "findings-differ": Shot("checking", "findings", "WB-19", _call("_differ")),
    "findings-decided": Shot("decided", "findings", "WB-19"),
    "findings-frozen": Shot("frozen", "findings"),
    "record": Shot("written", "record"),
    "record-blocked": Shot("decided", "record"),
    "record-frozen": Shot("frozen", "record"),
    "signing-early": Shot("written", "signing"),
    "signing": Shot("frozen", "signing"),
    "signing-signed": Shot("signed", "signing"),
    "party": Shot("frozen", "party"),
    "party-object": Shot("frozen", "party", "", _call("show_objection")),
    "party-refuse": Shot("frozen", "party", "", _call("show_refusal")),
    "party-signed": Shot("signed", "party"),
    "sealed": Shot("sealed", "sealed"),
    "sealed-sent": Shot("sent", "sealed"),
    "outbox-empty": Shot("checking", "outbox"),
    "outbox": Shot("sealed", "outbox"),
    "outbox-sent": Shot("sent", "outbox"),
    "ledger": Shot("sent", "ledger"),
    "ledger-search": Shot("sent", "ledger", "", _search("云麓")),
    "ledger-none": Shot("sent", "ledger", "", _search("没有这家")),
    "settings": Shot("checking", "settings"),
    "verify": Shot("sent", "verify"),
    "verify-insp": Shot("sent", "verify", "", _verify("insp")),
    "verify-pdf": Shot("sent", "verify", "", _verify("pdf")),
    "verify-bad": Shot("sent", "verify", "", _verify("bad")),
}


def main() -> None:
    """Render what was asked for."""
    out = Path(sys.argv[1])
    sizes = (sys.argv[2] if len(sys.argv) > 2 else "1366x768").split(",")
    variants = (sys.argv[3] if len(sys.argv) > 3 else "zh").split(",")
    pages = sys.argv[4:] or list(SHOTS)
    kept = out / ".stages"
    kept.mkdir(parents=True, exist_ok=True)
    stages = Stages(kept)
    application = make_application()
    for name in pages:
        shot = SHOTS[name]
        with tempfile.TemporaryDirectory() as folder:
            scene = stages.open(shot.stage, Path(folder) / "world")
            place = Place(shot.screen, scene.inspection, shot.detail)
            for variant in variants:
                for size in sizes:
                    preferences = VARIANTS[variant].at(place)
                    app = App(scene.workspace, scene.clock, preferences=preferences, inline=True)
                    width, height = (int(part) for part in size.split("x"))
                    app.window.resize(width, height)
                    app.window.show()
                    _settle(application)
                    shot.act(app, scene)
                    _settle(application)
                    app.window.grab().save(str(out / f"{name}-{variant}-{width}.png"))
                    app.window.close()
                    app.window.deleteLater()
                    _settle(application)
            scene.close()


def _settle(application: QApplication) -> None:
    for _ in range(4):
        application.processEvents()


if __name__ == "__main__":
    main()
