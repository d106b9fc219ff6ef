"""One article of the law catalogue as a card: what it is, its marks, what it says, what else.

Shown by the law page and by the basis panel of the checklist. Asks the shelf only for the title of
a law that took another's place. Must never leave out a mark: what is not approved or not verified
looks so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from inspector_app.domain.law import Band, Provision, printed_place
from inspector_app.domain.law_articles import Article, Place
from inspector_app.services.law_book import (
    Mark,
    band_words,
    dates_of,
    full_title,
    marks_of,
    origin_words,
    wording_mark,
)

from inspector_app.ui.components.buttons import Button, Kind
from inspector_app.ui.components.panel import Divider, column, row
from inspector_app.ui.components.tags import Tag
from inspector_app.ui.components.text import Text
from inspector_app.ui.desk import Desk


def _order(one: Provision) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", one.place))


class ArticleCard(QWidget):
    """An article on a day."""

    asked = Signal(str)
    """Key of another article one wants to see."""

    def __init__(self, desk: Desk, article: Article, *, wide: int) -> None:
        """Show an article in `wide` px before scaling; the marks break into lines by it."""
        super().__init__()
        self._look, self._say, self._wide = desk.look, desk.say, wide
        self.article = article
        self._down: QVBoxLayout = column(self._look, self, gap=8)
        self._add_top(article)
        for one in article.provisions:
            self._add_provision(one)
        if not article.places:
            self._add_contents(article)
        elif not article.provisions:
            self._down.addWidget(self._text(self._say("law.no-words"), tone="ink2"))
        if article.bands:
            self._add_bands(article.bands)
        self._add_others("law.before", article.before)
        self._add_others("law.after", article.after)
        laws = desk.workspace.law.catalogue.laws
        for key in article.instead:
            self._add_link(self._say("law.instead"), full_title(laws[key]), key)

    def _add_top(self, article: Article) -> None:
        look, say, law, version = self._look, self._say, article.law, article.version
        title = full_title(law) if law else article.basis.title
        self._down.addWidget(Text(look, title, 15, 600, wrap=True))
        if law is not None and article.places:
            printed = "、".join(printed_place(law, place).strip() for place in article.places)
            self._down.addWidget(Text(look, printed, 20, 600, wrap=True))
        self._add_tags(marks_of(article))
        if version is not None:
            line = say("law.version", dates=say.text(dates_of(version)), name=version.id)
            self._down.addWidget(self._text(line, 13, "ink2"))
        if article.carried:
            self._down.addWidget(self._text(say("law.carried"), 13, "ink2"))

    def _add_tags(self, marks: Sequence[Mark]) -> None:
        look, room = self._look, self._look.px(self._wide)
        line, used = None, 0
        for mark in marks:
            tag = Tag(look, self._say.text(mark.words), mark.tone)
            width = tag.sizeHint().width() + look.px(8)
            if line is None or used + width > room:
                line, used = row(look, gap=8), 0
                line.setAlignment(Qt.AlignmentFlag.AlignLeft)
                self._down.addLayout(line)
            line.addWidget(tag)
            used += width

    def _add_provision(self, one: Provision) -> None:
        look, say = self._look, self._say
        self._down.addWidget(Divider(look))
        self._down.addWidget(Text(look, one.heading, 15, 600, wrap=True))
        self._down.addWidget(self._text(one.says, tone="ink"))
        mark = wording_mark(one.verified)
        self._add_tags((mark,))
        source = say("law.source", source=say.text(origin_words(one.origin)))
        self._down.addWidget(self._text(source, 13, "ink2"))

    def _add_contents(self, article: Article) -> None:
        law, version = article.law, article.version
        if law is None or version is None:
            return
        listed = [one for one in law.provisions if one.version == version.id]
        if not listed:
            self._down.addWidget(self._text(self._say("law.no-articles"), tone="ink2"))
            return
        name = law.key if version.id == law.newest.id else version.id
        for one in sorted(listed, key=_order):
            printed = printed_place(law, one.place).strip()
            self._add_link(printed, one.heading, f"{name}:{one.place}")

    def _add_bands(self, bands: Sequence[Band]) -> None:
        look, say = self._look, self._say
        self._down.addWidget(Divider(look))
        self._down.addWidget(Text(look, say("law.bands"), 15, 600))
        for band in bands:
            by = "、".join(band.by)
            self._down.addWidget(self._text(say("law.band", by=by, breach=band.breach)))
            amount = say.text(band_words(band))
            words = "；".join(part for part in (band.action, amount) if part)
            self._down.addWidget(self._text(words, 15, "ink2"))
        self._down.addWidget(self._text(say("law.bands-note"), 13, "ink2"))

    def _add_others(self, word: str, places: Sequence[Place]) -> None:
        for place in places:
            dates = self._say.text(dates_of(place.version))
            line = self._say("law.other", printed=place.printed, dates=dates)
            self._down.addWidget(self._text(f"{self._say(word)} {line}", 13, "ink2"))

    def _add_link(self, word: str, text: str, key: str) -> None:
        link = Button(self._look, f"{word} {text}", Kind.LINK, icon="arrow-right", left=True)
        link.clicked.connect(partial(self._emit_asked, key))
        self._down.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)

    def _emit_asked(self, key: str) -> None:
        self.asked.emit(key)

    def _text(self, words: str, size: int = 15, tone: str = "ink") -> Text:
        return Text(self._look, words, size, tone=tone, wrap=True)
