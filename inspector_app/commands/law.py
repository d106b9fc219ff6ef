"""`inspector law search|show`: the shipped law catalogue, offline.

Called by `__main__`; the work is `services.law_book`. Needs neither a workspace nor a network. Exit
status: 0 when something was found, 1 when nothing was, or when what is shown may not be cited on
that day. Must never print an entry without its marks.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from datetime import date
from typing import Any

from inspector_app.clock import SystemClock
from inspector_app.domain.law_articles import Article, Standing
from inspector_app.domain.law_reading import catalogue_from_json
from inspector_app.domain.law_search import Hit
from inspector_app.domain.wording import Text
from inspector_app.errors import KnownError
from inspector_app.installation import resource
from inspector_app.language import system_language
from inspector_app.services.law_book import (
    LawBook,
    band_words,
    dates_of,
    full_title,
    marks_of,
    origin_words,
    read_items,
    wording_mark,
)
from inspector_app.services.law_shelf import shipped_entries

FOUND, NOTHING = 0, 1

_NOTHING = Text("没有找到。", "Nothing found.")
_INSTEAD = Text("当日应当引用", "that day cite")
_OTHER = {
    "before": Text("以前", "formerly"),
    "after": Text("以后", "later"),
}
_BAND = Text("罚则", "penalty")
_SOURCE = Text("来源", "source")
_OLD = Text("旧法{asked}", "former {asked}")
_OF_ITEM = Text("检查项 {asked}", "check item {asked}")


def add_parser(sub: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command's options."""
    parser = sub.add_parser("law", help="search and read the law catalogue · 查法规")
    steps = parser.add_subparsers(dest="step", metavar="STEP", required=True)
    search = steps.add_parser("search", help="by number, word or check item · 按条号、词、检查项查")
    search.add_argument("text", nargs="+", help="网安法第二十三条, csl:23, 日志, WB-22")
    search.add_argument("--limit", type=int, default=20, help="at most · 最多几条")
    show = steps.add_parser("show", help="one article on a day · 看一条")
    show.add_argument("text", nargs="+", metavar="KEY", help="csl:23(3), 网安法第二十三条")
    for step in (search, show):
        step.add_argument("--day", type=_day, help="day of the inspection, 2026-11-21 · 检查日")
        step.add_argument("--lang", choices=("zh", "en"), help="language · 语言")
        step.add_argument("--json", action="store_true", help="for programs · 供程序读取")


def run(args: argparse.Namespace) -> int:
    """Search or show."""
    language = args.lang or system_language()
    day = args.day or SystemClock().now().date()
    laws = resource("law")
    catalogue = catalogue_from_json(shipped_entries(laws))
    book = LawBook(catalogue, read_items(laws / "items" / "items.json"))
    text = " ".join(args.text)
    if args.step == "search":
        return _search(book, text, day, max(1, args.limit), language, as_json=args.json)
    return _show(book, text, day, language, as_json=args.json)


def _search(
    book: LawBook, text: str, day: date, limit: int, language: str, *, as_json: bool
) -> int:
    hits = book.search(text, day, limit)
    if as_json:
        _put_json([_hit_data(book, hit, day) for hit in hits])
    else:
        lines = [line for hit in hits for line in _hit_lines(book, hit, day, language)]
        _put(lines or [_NOTHING.to(language)])
    return FOUND if hits else NOTHING


def _show(book: LawBook, text: str, day: date, language: str, *, as_json: bool) -> int:
    article = _article(book, text, day)
    if article is None or article.law is None:
        if as_json:
            _put_json(None)
        else:
            _put([_NOTHING.to(language)])
        return NOTHING
    if as_json:
        _put_json(_article_data(article))
    else:
        _put(_article_lines(book, article, language))
    return FOUND if article.standing is Standing.IN_FORCE else NOTHING


def _article(book: LawBook, text: str, day: date) -> Article | None:
    try:
        return book.article(text, day)
    except KnownError:
        # not written as a key: what the search would put first
        hits = book.search(text, day, 1)
        return book.article(hits[0].key, day) if hits else None


def _hit_lines(book: LawBook, hit: Hit, day: date, language: str) -> Iterable[str]:
    article = book.article(hit.key, day)
    marks = "".join(f" [{mark.words.to(language)}]" for mark in marks_of(article))
    yield f"{hit.key}  {full_title(hit.law)}{hit.printed} {hit.heading}{marks}"
    if hit.note:
        words = _OLD if hit.note == "old-number" else _OF_ITEM
        yield f"    ← {words.to(language).format(asked=hit.asked)}"
    if hit.says:
        yield f"    {hit.says}"


def _article_lines(book: LawBook, article: Article, language: str) -> Iterable[str]:
    law, version = article.law, article.version
    if law is None or version is None:
        return
    yield article.basis.text
    for mark in marks_of(article):
        yield f"  [{mark.words.to(language)}]"
    yield f"  {full_title(law)} {version.id}  {dates_of(version).to(language)}"
    for one in article.provisions:
        wording = wording_mark(one.verified).words.to(language)
        yield f"  {one.place}  {one.heading}  [{wording}]"
        yield f"    {one.says}"
        yield f"    {_SOURCE.to(language)}: {origin_words(one.origin).to(language)}"
    for band in article.bands:
        words = "  ".join(filter(None, (band.breach, band.action, band_words(band).to(language))))
        yield f"  {_BAND.to(language)}（{'、'.join(band.by)}）{words}"
    for name, places in (("before", article.before), ("after", article.after)):
        for place in places:
            dates = dates_of(place.version).to(language)
            yield f"  {_OTHER[name].to(language)}: {place.printed}  {place.key}  {dates}"
    for key in article.instead:
        other = book.article(key, article.day)
        yield f"  {_INSTEAD.to(language)}: {key}  {other.basis.text}"


def _hit_data(book: LawBook, hit: Hit, day: date) -> dict[str, Any]:
    article = book.article(hit.key, day)
    return {
        "key": hit.key,
        "title": hit.law.title,
        "printed": hit.printed,
        "heading": hit.heading,
        "says": hit.says,
        "note": hit.note,
        "asked": hit.asked,
        "standing": article.standing.value,
        "marks": [{"zh": mark.words.zh, "en": mark.words.en} for mark in marks_of(article)],
    }


def _article_data(article: Article) -> dict[str, Any]:
    law, version = article.law, article.version
    return {
        "basis": article.basis.text,
        "day": article.day.isoformat(),
        "standing": article.standing.value,
        "state": article.basis.state.value,
        "approved": article.basis.approved,
        "title": law.title if law else "",
        "version": version.id if version else "",
        "places": list(article.places),
        "marks": [{"zh": mark.words.zh, "en": mark.words.en} for mark in marks_of(article)],
        "provisions": [
            {
                "at": one.place,
                "heading": one.heading,
                "says": one.says,
                "verified": one.verified.value,
                "origin": one.origin.value,
            }
            for one in article.provisions
        ],
        "bands": [
            {
                "breach": band.breach,
                "by": list(band.by),
                "action": band.action,
                "fine": list(band.fine),
                "persons": list(band.persons),
                "times": list(band.times),
                "below": list(band.below),
                "from": band.turnover_from,
                "income": band.income,
            }
            for band in article.bands
        ],
        "before": [place.key for place in article.before],
        "after": [place.key for place in article.after],
        "instead": list(article.instead),
    }


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _put(lines: Iterable[str]) -> None:
    sys.stdout.write("\n".join(lines) + "\n")


def _put_json(data: object) -> None:
    sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=2) + "\n")
