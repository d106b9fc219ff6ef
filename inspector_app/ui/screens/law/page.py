"""The law page: search by number, word or check item at the left, the article at the right.

Opened by F6 from anywhere, or from the basis panel of a check item. It looks things up for a day,
that of the visit or any other one types, because an old case needs the old number. Stores nothing.
"""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QWidget

from inspector_app.domain.law_search import Hit
from inspector_app.services.law_book import marks_of

from inspector_app.ui.components.fields import Field
from inspector_app.ui.components.marks import EmptyState
from inspector_app.ui.components.panel import Divider, Ground, ScrollColumn, clear, column, row
from inspector_app.ui.components.rows import PressRow
from inspector_app.ui.components.tags import Tag
from inspector_app.ui.components.text import Text
from inspector_app.ui.desk import Desk
from inspector_app.ui.law_card import ArticleCard
from inspector_app.ui.place import Place
from inspector_app.ui.screen import Head, Hint, Screen

_LIST_WIDTH, _NARROW = 480, 360
_CARD = 640
_SHOWN = 60
_TYPING_PAUSE_MS = 60


class LawPage(Screen):
    """The catalogue, offline."""

    def __init__(self, desk: Desk, place: Place) -> None:
        """Build the page; `place.detail` is what to look for."""
        super().__init__(desk, place)
        self._book = desk.workspace.law.book
        self._back = self._come_from(place)
        self._day = self._first_day(place)
        self._hits: tuple[Hit, ...] = ()
        self._chosen = ""
        self._rows: list[PressRow] = []
        look, say = self.look, self.say
        across = row(look, self)
        left = Ground(look, "bg", "r")
        left.setFixedWidth(look.px(_NARROW if desk.compact else _LIST_WIDTH))
        box = column(look, left, margin=(0, 0, 1, 0))
        top = column(look, gap=8, margin=(16, 12, 16, 12))
        self._search = Field(
            look, place.detail, hint=say("law.search"), name=say("law.search"), icon="search"
        )
        self._search.textChanged.connect(self._on_typed)
        top.addWidget(self._search)
        line = row(look, gap=8)
        line.addWidget(Text(look, say("law.day"), 13, tone="ink2"), 1)
        self._day_field = Field(look, self._day.isoformat(), name=say("law.day"))
        self._day_field.setFixedWidth(look.px(132))
        self._day_field.textChanged.connect(self._on_day_typed)
        line.addWidget(self._day_field)
        top.addLayout(line)
        self._found = Text(look, "", 13, tone="ink2", wrap=True)
        top.addWidget(self._found)
        box.addLayout(top)
        box.addWidget(Divider(look))
        self._list = ScrollColumn(look)
        box.addWidget(self._list, 1)
        across.addWidget(left)
        self._right = ScrollColumn(look, (20, 18, 20, 16), 12)
        across.addWidget(self._right, 1)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_TYPING_PAUSE_MS)
        self._pause.timeout.connect(self._find)
        self.key("Down", lambda: self._step(1))
        self.key("Up", lambda: self._step(-1))
        self.key("Esc", self._leave_for)
        self._find()

    def head(self) -> Head:
        laws = self._book.catalogue.laws.values()
        articles = sum(
            one.version == law.newest.id and "(" not in one.place and "." not in one.place
            for law in laws
            for one in law.provisions
        )
        count = self.say("law.count", laws=len(laws), articles=articles)
        return Head(self.say("law.title"), count, back=self._back, rail="")

    def hints(self) -> tuple[Hint, ...]:
        say = self.say
        return (Hint(("↑", "↓"), say("law.keys-choose")), Hint(("Esc",), say("law.keys-back")))

    def leave(self) -> None:
        super().leave()
        self._pause.stop()

    def start(self) -> None:
        self._search.setFocus(Qt.FocusReason.OtherFocusReason)
        self._search.selectAll()

    def _come_from(self, place: Place) -> Place:
        before = self.desk.preferences.place
        if before.screen not in ("law", "unlock"):
            return before
        if place.inspection:
            return Place("checklist", place.inspection)
        return Place("today")

    def _first_day(self, place: Place) -> date:
        if place.inspection:
            return self.desk.workspace.inspections.checklist(place.inspection).day()
        return self.desk.clock.now().date()

    def _leave_for(self) -> None:
        self.desk.go(self._back)

    def _on_typed(self, _: str) -> None:
        self._pause.start()

    def _on_day_typed(self, text: str) -> None:
        try:
            self._day = date.fromisoformat(text.strip())
        except ValueError:
            self._day_field.set_wrong(wrong=True)
            day = self.say.full_day(self._day)
            self._found.set_text(self.say("law.day-wrong", day=day))
            return
        self._day_field.set_wrong(wrong=False)
        self._pause.start()

    def _find(self) -> None:
        text = self._search.text().strip()
        self._hits = self._book.search(text, self._day, _SHOWN) if text else self._all_laws()
        words = self.say(
            "law.found" if text else "law.laws", day=self.say.full_day(self._day), n=len(self._hits)
        )
        self._found.set_text(words)
        clear(self._list.column)
        self._rows = []
        for hit in self._hits:
            entry = self._entry(hit)
            self._rows.append(entry)
            self._list.column.addWidget(entry)
        self._list.column.addStretch(1)
        self._list.verticalScrollBar().setValue(0)
        self._show(self._hits[0].key if self._hits else "")
        self.move_to(text)

    def _all_laws(self) -> tuple[Hit, ...]:
        laws = sorted(
            self._book.catalogue.laws.values(), key=lambda law: (not law.level.is_law, law.key)
        )
        return tuple(Hit(law.key, law, "", "", "", 0) for law in laws)

    def _entry(self, hit: Hit) -> PressRow:
        look, say = self.look, self.say
        head = " ".join(filter(None, (hit.printed.strip(), hit.heading))) or hit.law.title
        entry = PressRow(look, f"{hit.law.title} {head}", 66, token="bg")
        words = column(look, entry, gap=2, margin=(16, 8, 12, 8))
        line = row(look, gap=8)
        line.addWidget(Text(look, head, 15, 600, cut=True), 1)
        marks = marks_of(self._book.article(hit.key, self._day))
        if marks and marks[0].tone == "no":
            line.addWidget(Tag(look, say.text(marks[0].words), "no"))
        elif hit.note:
            key = "law.old-number" if hit.note == "old-number" else "law.of-item"
            line.addWidget(Tag(look, say(key, asked=hit.asked), "accent"))
        words.addLayout(line)
        below = hit.law.title if hit.printed else f"{hit.law.issuer} {hit.law.number}".strip()
        words.addWidget(Text(look, below, 13, tone="ink2", cut=True))
        entry.clicked.connect(partial(self._on_entry_clicked, hit.key))
        return entry

    def _on_entry_clicked(self, key: str) -> None:
        self._show(key)

    def _on_asked(self, key: str) -> None:
        self._search.setText(key)

    def _show(self, key: str) -> None:
        self._chosen = key
        for hit, entry in zip(self._hits, self._rows, strict=True):
            entry.set_current(hit.key == key)
            if hit.key == key:
                self._list.ensureWidgetVisible(entry)
        clear(self._right.column)
        self._right.column.addWidget(self._card(key))
        self._right.column.addStretch(1)
        self._right.verticalScrollBar().setValue(0)

    def _card(self, key: str) -> QWidget:
        if not key:
            say = self.say
            return EmptyState(self.look, "search", say("law.none"), say("law.none-how"))
        card = ArticleCard(self.desk, self._book.article(key, self._day), wide=self._card_width())
        card.setMaximumWidth(self.look.px(_CARD))
        card.asked.connect(self._on_asked)
        return card

    def _card_width(self) -> int:
        left = _NARROW if self.desk.compact else _LIST_WIDTH
        return max(240, min(_CARD, self.desk.width() - left - 64 - 60))

    def _step(self, by: int) -> None:
        keys = [hit.key for hit in self._hits]
        if self._chosen in keys:
            at = keys.index(self._chosen) + by
            self._show(keys[max(0, min(at, len(keys) - 1))])
