#!/usr/bin/env python3
"""Writes the checklist workbooks under `forms/` from their sources.

Run by hand after a change in `forms/source/`: `python3 build_scripts/forms.py`; with `--check` it
only tells whether the committed workbooks say what the sources say. Same sources, same bytes.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from build_scripts.checklists.compiler import (  # noqa: E402  the path comes first
    VERSION,
    Material,
    compile_workbook,
)
from build_scripts.checklists.sentences import list_text  # noqa: E402
from build_scripts.checklists.sheets import xlsx_bytes  # noqa: E402
from build_scripts.checklists.source import load_library  # noqa: E402
from build_scripts.generated import write_generated  # noqa: E402
from inspector_app.domain.law_reading import catalogue_from_json  # noqa: E402

SOURCE = ROOT / "forms" / "source"
WORKBOOKS = {
    "PR": "procedure",
    "WB": "internet_cafe",
    "JF": "idc_room",
    "ZW": "gov_unit",
    "FY": "noncommercial",
    "BA": "filing_check",
    "FC": "recheck",
}
"""Code of the list -> name of its folder and file."""


README = """# {zh}

`{file}`：检查表（XLSForm），表单编号 `{form}`，版本 {version}；{code} 共 {items} 项{before}。
抽样表：{tables}。

- 来源：`forms/source/checklists.json`（条目、条件、处理建议）；`forms/source/sentences/`
  （标题、笔录用语、检查方法、英文词语）；`resources/law/`（法规简称）。
- 生成：`python3 build_scripts/forms.py`。不要直接改工作簿，改来源后重新生成。
- 依据、期限和用语是数据，尚未经本机关法制机构审核。
- 带 `?` 的依据条号待核，不得用于正式文书。
- 各项的处理代码只是建议，由执法人员决定。

## {en}

`{file}`: checklist (XLSForm), form id `{form}`, version {version};
{items} items of {code}{before_en}.
Sample tables: {tables_en}.

- Sources: `forms/source/checklists.json` (items, conditions, proposals), `forms/source/sentences/`
  (headings, record sentences, methods, English words), `resources/law/` (short names of laws).
- Made by `python3 build_scripts/forms.py`. Change the sources, not the workbook.
- Bases, terms and wording are data that no legal unit has approved yet; a basis with `?` has an
  unverified article and must not reach a final document.
- Consequence codes are proposals; officers decide.
"""


def read_material() -> Material:
    """Read the sources: checklists, sentences, words, laws."""
    sentences = SOURCE / "sentences"
    return Material(
        library=load_library(_json(SOURCE / "checklists.json")),
        texts={code: list_text(_json(sentences / f"{code.lower()}.json")) for code in WORKBOOKS},
        words=_json(sentences / "words.json"),
        demands=_json(sentences / "demands.json"),
        catalogue=catalogue_from_json(
            _json(path) for path in sorted((ROOT / "resources" / "law").glob("*.json"))
        ),
    )


def built(material: Material) -> dict[Path, bytes]:
    """Return every file to write, by its path below the root."""
    files: dict[Path, bytes] = {}
    for code, name in WORKBOOKS.items():
        folder = Path("forms") / name
        files[folder / f"{name}.xlsx"] = xlsx_bytes(compile_workbook(material, code))
        files[folder / "README.md"] = _readme(material, code, name).encode()
    return files


def main() -> int:
    """Write the workbooks, or compare them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--check", action="store_true", help="write nothing, compare only")
    checking = parser.parse_args().check
    return write_generated(built(read_material()), checking=checking)


def _readme(material: Material, code: str, name: str) -> str:
    checklist = material.library.get(code)
    tables = "、".join(f"{table.code} {table.zh}" for table in checklist.tables)
    tables_en = ", ".join(f"{table.code} {table.en}" for table in checklist.tables)
    before, before_en = ("", "")
    if code != "PR":
        before, before_en = "，前面带有通用程序部分（PR）", ", after the common procedure part (PR)"
    return README.format(
        zh=checklist.zh,
        en=checklist.en,
        file=f"{name}.xlsx",
        form=f"insp-{code.lower()}",
        version=VERSION,
        code=code,
        items=len(checklist.items),
        before=before,
        before_en=before_en,
        tables=tables or "无",
        tables_en=tables_en or "none",
    )


def _json(path: Path):  # type: ignore[no-untyped-def]
    return json.loads(path.read_text(encoding="utf-8"))


if __name__ == "__main__":
    raise SystemExit(main())
