"""Full-text search of the law catalogue: by number, word, short name or check item; no index file.

Called by the law shelf and `inspector law`. The whole catalogue is a few hundred short texts, so a
prepared list read from end to end answers in a few milliseconds. Pure; must never leave out an
entry because it is unverified: its mark is shown instead.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from inspector_app.domain.law import Catalogue, Law, Provision, article_of, printed_place
from inspector_app.domain.law_articles import Article, article_on, old_number
from inspector_app.domain.numerals import number_of

_KEY = re.compile(r"^[a-z][a-z0-9_]*(?:@\d+)?(?::\d+(?:\.\d+)*(?:\(\d+\))?)?\??$")
_ITEM = re.compile(r"^[a-z]{1,3}-?\d{1,3}$")
_NUMERAL = "[0-9零〇一二三四五六七八九十百]+"
_ARTICLE = re.compile(
    rf"第?(?P<article>{_NUMERAL})条(?:第(?P<clause>{_NUMERAL})款)?"
    rf"(?:第?\(?(?P<item>{_NUMERAL})\)?项)?"
)
_BARE = re.compile(
    r"^(?P<name>.*?)(?P<article>\d{1,3})(?:\((?P<item>[0-9一二三四五六七八九十]{1,3})\))?$"
)


@dataclass(frozen=True, slots=True)
class CheckItem:
    """A check item and what it rests on."""

    code: str
    title: str
    title_en: str
    basis: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """One line of the answer.

    Attributes:
        key: What to show: `csl:23(3)`; a former version's is written out, `csl@2016:21`.
        heading: Of the provision; '' for a law as a whole.
        note: Why it is here, when that is not plain: `old-number`, `item`; '' otherwise.
        asked: The old number or the item that led here.
    """

    key: str
    law: Law
    printed: str
    heading: str
    says: str
    score: int
    note: str = ""
    asked: str = ""


@dataclass(frozen=True, slots=True)
class _Entry:
    law: Law
    provision: Provision | None
    head: str
    body: str


class LawIndex:
    """The catalogue prepared for searching."""

    def __init__(self, catalogue: Catalogue, items: Mapping[str, CheckItem]) -> None:
        """Prepare; `items` by code, `WB-22`."""
        self._catalogue = catalogue
        self._items = {code.replace("-", "").casefold(): item for code, item in items.items()}
        self._entries = [entry for law in catalogue.laws.values() for entry in _entries_of(law)]
        self._names = sorted(
            ((plain(name), law.key) for law in catalogue.laws.values() for name in _names_of(law)),
            key=lambda pair: -len(pair[0]),
        )

    def item(self, code: str) -> CheckItem | None:
        """Return a check item by its code, hyphen or not."""
        return self._items.get(plain(code).replace("-", ""))

    def search(self, text: str, day: date, limit: int = 40) -> tuple[Hit, ...]:
        """Return what fits, the best first.

        Args:
            text: `csl:23(3)`, 网安法第二十三条, 23, `WB-22`, or words: all must occur.
            day: Versions in force on this day are searched; former numbers are followed.
            limit: At most so many, 1 upwards.
        """
        asked = plain(text)
        if not asked:
            return ()
        hits = [*self._by_key(asked, day), *self._by_item(asked, day)]
        if not hits:
            hits = [*self._by_number(asked, day), *self._by_words(asked, day)]
        best: dict[str, Hit] = {}
        for hit in hits:
            if hit.key not in best or best[hit.key].score < hit.score:
                best[hit.key] = hit
        ranked = sorted(best.values(), key=lambda hit: -hit.score)
        return tuple(ranked[:limit])

    def _by_key(self, asked: str, day: date) -> Iterable[Hit]:
        if not _KEY.match(asked):
            return
        seen = article_on(self._catalogue, asked, day)
        law = seen.law
        if law is None:
            return
        if not seen.places:
            yield _law_hit(law, 100)
            yield from (self._hit(entry, 50) for entry in self._of(law, day))
            return
        yield _seen_hit(seen, law, asked, 100)
        for place in seen.places:
            yield from self._at(law, place, day, exact=True)

    def _by_item(self, asked: str, day: date) -> Iterable[Hit]:
        item = self.item(asked) if _ITEM.match(asked) else None
        if item is None:
            return
        for n, key in enumerate(item.basis):
            seen = article_on(self._catalogue, key, day)
            if seen.law is not None:
                hit = _seen_hit(seen, seen.law, key, 100 - n)
                yield replace(hit, note="item", asked=item.code)

    def _by_number(self, asked: str, day: date) -> Iterable[Hit]:
        found = _ARTICLE.search(asked)
        name = asked[: found.start()] if found else ""
        if found is None:
            found = _BARE.match(asked)
            name = found["name"] if found else ""
        if found is None:
            return
        article, groups = number_of(found["article"]), found.groupdict()
        if article is None:
            return
        clause, item = number_of(groups.get("clause") or ""), number_of(groups["item"] or "")
        place = str(article) + (f".{clause}" if clause else "") + (f"({item})" if item else "")
        laws = self._named(name)
        if name.strip("《》 ") and not laws:
            return
        for law in laws or tuple(self._catalogue.laws.values()):
            yield from self._at(law, place, day, exact=bool(laws))

    def _at(self, law: Law, place: str, day: date, *, exact: bool) -> Iterable[Hit]:
        """Find a number in a law; also what bore it before a renumbering."""
        score = 100 if exact else 60
        for entry in self._of(law, day):
            if entry.provision is None:
                continue
            at = entry.provision.place
            if at == place:
                yield self._hit(entry, score)
            elif article_of(at) == article_of(place):
                yield self._hit(entry, score - 10)
        now = law.on(day)
        for new in old_number(law, place) if now is law.newest else ():
            target = new.key.partition(":")[2]
            known = self._best(law, target, day)
            if known is not None and target != place:
                hit = self._hit(known, score - 20)
                yield Hit(
                    f"{law.key}:{target}", law, new.printed, hit.heading, hit.says, hit.score,
                    "old-number", printed_place(law, place),
                )  # fmt: skip

    def _by_words(self, asked: str, day: date) -> Iterable[Hit]:
        words = asked.split()
        for law in self._catalogue.laws.values():
            for entry in self._of(law, day):
                score = 0
                for word in words:
                    if word in entry.head:
                        score += 12 if entry.provision is None else 8
                    elif word in entry.body:
                        score += 3
                    else:
                        break
                else:
                    yield self._hit(entry, min(score, 49))

    def _named(self, name: str) -> tuple[Law, ...]:
        name = name.strip("《》 第")
        for known, key in self._names if name else ():
            if known == name:
                return (self._catalogue.laws[key],)
        keys = dict.fromkeys(key for known, key in self._names if name and name in known)
        return tuple(self._catalogue.laws[key] for key in keys)

    def _of(self, law: Law, day: date) -> Iterable[_Entry]:
        version = law.on(day)
        for entry in self._entries:
            if entry.law is not law:
                continue
            one = entry.provision
            if one is None or (version is not None and one.version == version.id):
                yield entry

    def _best(self, law: Law, place: str, day: date) -> _Entry | None:
        if not place:
            return None
        known = {one.provision.place: one for one in self._of(law, day) if one.provision}
        return known.get(place) or known.get(article_of(place))

    def _hit(self, entry: _Entry, score: int) -> Hit:
        law, one = entry.law, entry.provision
        if one is None:
            return _law_hit(law, score)
        name = law.key if one.version == law.newest.id else one.version
        printed = printed_place(law, one.place)
        return Hit(f"{name}:{one.place}", law, printed, one.heading, one.says, score)


def plain(text: str) -> str:
    """Return a text as it is compared: width and case levelled, brackets round."""
    return unicodedata.normalize("NFKC", text).casefold().replace("〔", "(").strip()


def _law_hit(law: Law, score: int) -> Hit:
    return Hit(law.key, law, "", "", "", score)


def _seen_hit(seen: Article, law: Law, key: str, score: int) -> Hit:
    """Make a hit of a citation as it stands on the day; it may not be in force."""
    printed = "、".join(printed_place(law, place) for place in seen.places)
    first = next(iter(seen.provisions), None)
    heading, says = (first.heading, first.says) if first else ("", "")
    return Hit(key.rstrip("?"), law, printed, heading, says, score)


def _names_of(law: Law) -> tuple[str, ...]:
    return (law.title, law.title.removeprefix("中华人民共和国"), *law.short, law.key)


def _entries_of(law: Law) -> Iterable[_Entry]:
    names = plain(" ".join((*_names_of(law), law.number)))
    yield _Entry(law, None, names, plain(law.issuer))
    for one in law.provisions:
        head = plain(f"{one.heading} {printed_place(law, one.place)}")
        yield _Entry(law, one, head, plain(f"{one.says} {names}"))
