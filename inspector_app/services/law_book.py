"""The law catalogue to read in: search, one article in full, and the marks both must carry.

Made by the law shelf for the window and by `inspector law` from the shipped files. Reads nothing
itself. Must never show an entry without the marks that its version, number or paraphrase lack.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from inspector_app.domain.law import Band, BasisState, Catalogue, Law, Origin, Verified, Version
from inspector_app.domain.law_articles import Article, Standing, article_on
from inspector_app.domain.law_search import CheckItem, Hit, LawIndex
from inspector_app.domain.wording import Text, day_en, full_day_zh
from inspector_app.errors import KnownError

_STANDINGS = {
    Standing.EXPIRED: Text("当日已失效", "no longer in force that day"),
    Standing.NOT_YET: Text("当日未施行", "not in force yet that day"),
    Standing.UNKNOWN: Text("法规库无此条", "not in the catalogue"),
}
NOT_APPROVED = Text("依据未经本机关审核", "not approved by this bureau")
NUMBER_OPEN = Text("条号待核", "article number unverified")
TITLE_OPEN = Text("名称待核", "title unverified")
NOT_LAW = Text("不是法律，只能记录", "not law: for the record only")
_UNREAD = {
    Verified.SECOND_HAND: Text("二手资料，原文未读", "second-hand, text not read"),
    Verified.NO: Text("未核", "unverified"),
}
_DOUBTS = {
    "valid_from": Text("施行日待核", "start date unverified"),
    "valid_to": Text("是否仍有效待核", "whether still in force unverified"),
}
_WORDINGS = {
    Verified.TEXT: Text("转述，条文已读", "paraphrase, text read"),
    Verified.SECOND_HAND: Text("转述，二手资料", "paraphrase, second-hand"),
    Verified.NO: Text("转述，未见条文", "paraphrase, text not seen"),
}
_ORIGINS = {
    Origin.COPY: Text("公布文本的公开抄本", "a public copy of the promulgated text"),
    Origin.NOTE: Text("业务说明，编写者读过条文", "the domain note, whose author read the text"),
    Origin.QUOTED: Text("别处的引用", "quoted elsewhere"),
    Origin.NONE: Text("没有见到文本", "no text seen"),
}


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark; `tone` is `no` where it must not be relied on, `warn` where it is to be checked."""

    words: Text
    tone: str


class LawBook:
    """Search and articles of one catalogue."""

    def __init__(self, catalogue: Catalogue, items: Mapping[str, CheckItem]) -> None:
        """Prepare; `items` by code."""
        self.catalogue = catalogue
        self._index = LawIndex(catalogue, items)

    def search(self, text: str, day: date, limit: int = 40) -> tuple[Hit, ...]:
        """Return what fits a number, words, a short title or a check item's code."""
        return self._index.search(text, day, limit)

    def item(self, code: str) -> CheckItem | None:
        """Return a check item by its code."""
        return self._index.item(code)

    def article(self, key: str, day: date) -> Article:
        """Return an article as it stands on a day.

        Raises:
            KnownError: `law.key-unreadable`.
        """
        return article_on(self.catalogue, key, day)


def marks_of(article: Article) -> tuple[Mark, ...]:
    """Return everything that keeps an article from being printed plainly, the worst first."""
    return tuple(_marks(article))


def wording_mark(verified: Verified) -> Mark:
    """Return how well a paraphrase is known."""
    return Mark(_WORDINGS[verified], "na" if verified is Verified.TEXT else "warn")


def origin_words(origin: Origin) -> Text:
    """Return where a paraphrase comes from."""
    return _ORIGINS[origin]


def dates_of(version: Version) -> Text:
    """Return from when to when a version is in force."""
    start, end = version.valid_from, version.valid_to
    if start is None:
        return Text("施行日不详", "dates not known")
    if end is None:
        return Text(f"{full_day_zh(start)}起施行", f"in force since {day_en(start)}")
    return Text(
        f"{full_day_zh(start)}至{full_day_zh(end)}施行",
        f"in force {day_en(start)} to {day_en(end)}",
    )


def band_words(band: Band) -> Text:
    """Return a penalty band in words; amounts are information, never a proposal."""
    zh, en = [], []
    unit = Text("违法所得", "unlawful income") if band.income else Text("违法经营额", "turnover")
    if any(band.times):
        low, high = band.times
        zh.append(f"{unit.zh}{_yuan(band.turnover_from)}以上的{low}至{high}倍")
        en.append(f"{low} to {high} times the {unit.en} from {band.turnover_from:,} yuan")
    for pair, words in (
        (band.below, Text("不足的", "below that")),
        (band.fine, Text("罚款", "fine")),
        (band.persons, Text("责任人员", "persons responsible")),
    ):
        if any(pair):
            zh.append(f"{words.zh}{_range(pair)}")
            en.append(f"{words.en} {_range_en(pair)}")
    return Text("；".join(zh), "; ".join(en))


def read_items(path: Path) -> dict[str, CheckItem]:
    """Read the shipped list of check items; none where there is no such file.

    Raises:
        KnownError: `law.catalogue-damaged`.
    """
    if not path.is_file():
        return {}
    try:
        entries = json.loads(path.read_text("utf-8"))
        items = [
            CheckItem(one["code"], one["zh"], one["en"], tuple(one["basis"])) for one in entries
        ]
    except (ValueError, KeyError, TypeError) as error:
        raise KnownError("law.catalogue-damaged", law=path.name, detail=str(error)) from error
    return {item.code: item for item in items}


def _marks(article: Article) -> Iterator[Mark]:
    if article.standing is not Standing.IN_FORCE:
        yield Mark(_STANDINGS[article.standing], "no")
    law, version = article.law, article.version
    if law is None or version is None:
        return
    if law.level.is_law:
        if not version.approved_by:
            yield Mark(NOT_APPROVED, "warn")
        whole_text_read = not article.places and version.verified is Verified.TEXT
        if article.basis.state is BasisState.UNVERIFIED and not whole_text_read:
            yield Mark(NUMBER_OPEN, "warn")
    else:
        yield Mark(NOT_LAW, "warn")
        if version.verified in _UNREAD:
            yield Mark(_UNREAD[version.verified], "warn")
    if not law.title_verified:
        yield Mark(TITLE_OPEN, "warn")
    for doubt in version.doubts:
        if doubt in _DOUBTS and version.valid_from is not None:
            yield Mark(_DOUBTS[doubt], "warn")


def full_title(law: Law) -> str:
    """Return a law's title with its number: 《…》（国务院令第363号）."""
    title = f"《{law.title}》" if law.title_verified or law.level.is_law else law.title
    return f"{title}（{law.number}）" if law.number else title


def _yuan(amount: int) -> str:
    return f"{amount // 10000}万元" if amount and amount % 10000 == 0 else f"{amount}元"


def _range(pair: tuple[int, int]) -> str:
    low, high = pair
    return f"{_yuan(low)}至{_yuan(high)}" if low else f"{_yuan(high)}以下"


def _range_en(pair: tuple[int, int]) -> str:
    low, high = pair
    return f"{low:,} to {high:,} yuan" if low else f"up to {high:,} yuan"
