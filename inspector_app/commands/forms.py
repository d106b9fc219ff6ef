"""`inspector forms new|preview|diff`: the tools of whoever writes checklists.

The entry point calls it. `new` copies a template, `preview` opens a window in which the form can be
filled in (or writes a blank form for the pen), `diff` says what changed between two versions. Must
never change the author's file or keep an answer.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from inspector_app.clock import SystemClock
from inspector_app.errors import KnownError
from inspector_app.installation import resource
from inspector_app.xforms import Form, Place, load_form
from inspector_app.xforms.diff import Comparison, Difference, compare_forms
from inspector_app.xforms.plain.form import language_for

LANGUAGES = ("zh", "en")


def add_parser(sub: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the subcommand with its three deeds."""
    parser = sub.add_parser(
        "forms", help="模板、预览、空白表、比较 / templates, preview, blank forms, differences"
    )
    deeds = parser.add_subparsers(dest="deed", metavar="new|preview|diff", required=True)
    new = deeds.add_parser("new", help="由模板新建检查表 / a new checklist from the template")
    new.add_argument("out", type=Path, metavar="OUT.xlsx", help="新文件 / the new file")
    new.add_argument("--lang", choices=LANGUAGES, default="zh", help="语言 / language (zh)")
    preview = deeds.add_parser(
        "preview", help="在窗口里试填，或打印空白表 / fill it in, or print a blank form"
    )
    preview.add_argument("form", type=Path, metavar="FORM", help="XLSForm / XForm XML")
    preview.add_argument("--pdf", type=Path, metavar="OUT.pdf", help="手填用空白表 / blank form")
    preview.add_argument("--picture", type=Path, metavar="OUT.png", help="窗口截图 / the window")
    preview.add_argument("--lang", choices=LANGUAGES, default="zh", help="语言 / language (zh)")
    preview.add_argument(
        "--media", action="append", default=[], type=Path, metavar="DIR", help="媒体 / media"
    )
    diff = deeds.add_parser("diff", help="两个版本的差别 / what changed between two versions")
    diff.add_argument("old", type=Path, metavar="OLD", help="旧版 / the older form")
    diff.add_argument("new", type=Path, metavar="NEW", help="新版 / the newer form")
    diff.add_argument("--lang", choices=LANGUAGES, default="zh", help="语言 / language (zh)")
    diff.add_argument("--json", action="store_true", help="输出 JSON / print JSON")


def run(args: argparse.Namespace) -> int:
    """Do one of the three.

    Returns:
        `new`, `preview`: 0; 2 when something cannot be read or written. `diff`: 0 no difference,
        1 differences, 2 unreadable.
    """
    deeds: dict[str, Callable[[argparse.Namespace], int]] = {
        "new": _new, "preview": _preview, "diff": _diff,
    }  # fmt: skip
    return deeds[args.deed](args)


def _new(args: argparse.Namespace) -> int:
    content = resource("templates", f"template-{args.lang}.xlsx").read_bytes()
    out: Path = args.out
    if out.suffix.lower() != ".xlsx":
        out = out.with_name(f"{out.name}.xlsx")
    try:
        with out.open("xb") as target:
            target.write(content)
    except FileExistsError:
        raise KnownError("form.exists", path=str(out)) from None
    except OSError as error:
        raise KnownError("form.not-written", path=str(out), detail=_reason(error)) from error
    _say(args.lang, f"已建立 {out}：先看“帮助”和示例，改完运行 inspector check {out}",
         f"Made {out}: read its help and example; when done run inspector check {out}")  # fmt: skip
    return 0


def _preview(args: argparse.Namespace) -> int:
    form = load_form(args.form, media=args.media)
    pdf: Path | None = args.pdf
    if pdf is None and args.picture is None and not _has_display():
        pdf = Path(f"{args.form.stem}-blank.pdf")
        _say(args.lang, "没有屏幕，改为打印空白表。", "No screen: a blank form is written instead.")
    if pdf is not None:
        pages = _write_blank(form, pdf, args.lang)
        _say(args.lang, f"已写出 {pdf}（{pages} 页）", f"Wrote {pdf} ({pages} pages)")
        if args.picture is None:
            return 0
    if args.picture is not None and not _has_display():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from inspector_app.ui.preview.show import show_preview

    return show_preview(form, language=args.lang, picture=args.picture)


def _write_blank(form: Form, out: Path, language: str) -> int:
    from inspector_app.services.documents import page_count
    from inspector_app.services.documents.blank import blank_form

    data = blank_form(
        form, language=language_for(form, language), chinese=language == "zh", cite=_citations()
    )
    try:
        out.write_bytes(data)
    except OSError as error:
        raise KnownError("form.not-written", path=str(out), detail=_reason(error)) from error
    return page_count(data)


def _citations() -> Callable[[str], str]:
    """Return how law keys are printed: by the shipped catalogue, as it stands today."""
    from inspector_app.domain.law import BasisState, joined_text
    from inspector_app.domain.law_reading import catalogue_from_json
    from inspector_app.services.law_shelf import shipped_entries

    catalogue = catalogue_from_json(shipped_entries(resource("law")))
    day = SystemClock().now().date()  # the paper says what is in force on the author's day

    def cite(keys: str) -> str:
        found, strange = [], []
        for key in keys.split():
            try:
                basis = catalogue.resolve(key, day)
            except KnownError:
                strange.append(key)
                continue
            if basis.state is BasisState.UNKNOWN:
                strange.append(key)
            else:
                found.append(basis)
        return "，".join(part for part in (joined_text(found), " ".join(strange)) if part)

    return cite


def _diff(args: argparse.Namespace) -> int:
    comparison = compare_forms(load_form(args.old), load_form(args.new))
    if args.json:
        told = as_json(comparison, args.old.name, args.new.name)
        print(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        for difference in comparison.differences:
            print(line_of(difference, args.lang))
        for note in comparison.notes:
            print(note.of(args.lang))
        count = len(comparison.differences)
        _say(args.lang, f"{args.old.name} → {args.new.name}：{count} 处差别" if count
             else f"{args.old.name} → {args.new.name}：没有差别",
             f"{args.old.name} → {args.new.name}: {count} differences" if count
             else f"{args.old.name} → {args.new.name}: no difference")  # fmt: skip
    return 1 if comparison.differences else 0


def line_of(difference: Difference, language: str) -> str:
    """Return a difference as one line, with its cell in the newer form (the older when removed)."""
    place = difference.new_place
    if place == Place():
        place = difference.old_place
    return f"{place}: {difference.sentence.of(language)}".replace("\n", " ")


def as_json(comparison: Comparison, old: str, new: str) -> dict[str, Any]:
    """Return a comparison in its documented JSON shape."""
    return {
        "old": _form(comparison.old, old),
        "new": _form(comparison.new, new),
        "differences": [
            {
                "kind": one.kind, "aspect": one.aspect, "code": one.code, "name": one.name,
                "language": one.language, "old": one.old, "new": one.new,
                "old_place": str(one.old_place) if one.old_place != Place() else "",
                "new_place": str(one.new_place) if one.new_place != Place() else "",
                "sentence": {"zh": one.sentence.zh, "en": one.sentence.en},
            }
            for one in comparison.differences
        ],
        "notes": [{"zh": note.zh, "en": note.en} for note in comparison.notes],
    }  # fmt: skip


def _form(form: Form, name: str) -> dict[str, str]:
    return {"form": name, "id": form.id, "version": form.version, "sha256": form.sha256}


def _has_display() -> bool:
    from inspector_app.commands.desktop import has_display

    return has_display()


def _say(language: str, zh: str, en: str) -> None:
    sys.stdout.write(f"{zh if language == 'zh' else en}\n")


def _reason(error: OSError) -> str:
    return error.strerror or type(error).__name__
