"""Writes `resources/law/items/items.json`: every check item with its basis, for the law search.

Run by hand after the checklist source changed: `python -m build_scripts.law_items`; a test fails
while the file is stale. Must never add a basis that the source does not have.
"""

from __future__ import annotations

import json
from pathlib import Path

from build_scripts.checklists.basis import basis_keys
from inspector_app.domain.law import Catalogue
from inspector_app.domain.law_reading import catalogue_from_json

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "forms" / "source" / "checklists.json"
LAWS = ROOT / "resources" / "law"
TARGET = LAWS / "items" / "items.json"


def items_text(source: Path, catalogue: Catalogue) -> str:
    """Return the file's text: one item a line, in the order of the source."""
    lists = json.loads(source.read_text("utf-8"))
    lines = [
        json.dumps(
            {
                "code": item["code"],
                "zh": item["zh"],
                "en": item["en"],
                "basis": list(basis_keys(item["basis"], catalogue)),
            },
            ensure_ascii=False,
        )
        for one in lists
        for item in one["items"]
    ]
    return "[\n" + ",\n".join(lines) + "\n]\n"


def shipped_catalogue() -> Catalogue:
    """Read the catalogue of the source tree."""
    files = sorted(LAWS.glob("*.json"))
    return catalogue_from_json(json.loads(path.read_text("utf-8")) for path in files)


def main() -> None:
    """Write the file."""
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(items_text(SOURCE, shipped_catalogue()), "utf-8")


if __name__ == "__main__":
    main()
