"""The right side of the verify page: one fact in full, and the pages of the record.

The true pages are drawn from the sealed record; beside them what the file itself prints. Must never
judge anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from inspector_app.records import wording
from inspector_app.records.verdict import Fact, State, Verdict

from inspector_app.ui.components.lamps import Lamp
from inspector_app.ui.components.panel import Divider, Ground, clear, column, row
from inspector_app.ui.components.paper import PaperView, Pixels
from inspector_app.ui.components.segment import Segment
from inspector_app.ui.components.tags import LampLine
from inspector_app.ui.components.text import Text
from inspector_app.ui.components.verdict import LAMPS
from inspector_app.ui.i18n import Say
from inspector_app.ui.theme import Look


@dataclass(frozen=True, slots=True)
class Pages:
    """What can be shown.

    Attributes:
        true: Drawn from the record, none when that is not possible.
        shown: As printed in the file, none for an `.insp` or a PDF that cannot be read.
        differing: Numbers of the pages that differ, from 1.
    """

    true: tuple[Pixels, ...] = ()
    shown: tuple[Pixels, ...] = ()
    differing: tuple[int, ...] = ()


class Side(Ground):
    """Fact above, pages below."""

    def __init__(self, look: Look, say: Say, width: int) -> None:
        """Begin empty; `width` in px before scaling."""
        super().__init__(look, "surface", "l")
        self._look, self._say = look, say
        self._pages = Pages()
        self.setFixedWidth(look.px(width))
        box = column(look, self, margin=(1, 0, 0, 0))
        fact = QWidget()
        self._fact = column(look, fact, gap=6, margin=(20, 16, 20, 14))
        box.addWidget(fact)
        box.addWidget(Divider(look))
        head = row(look, gap=8, margin=(20, 10, 20, 8))
        self._title = LampLine(look, Lamp.NA, "", wrap=True)
        head.addWidget(self._title, 1)
        box.addLayout(head)
        options = [(key, say(f"verify.pages-{key}")) for key in ("true", "file")]
        self._which = Segment(look, options, "true", name=say("verify.pages"), fixed=True)
        self._which.chosen.connect(lambda _: self._show())
        line = row(look, margin=(20, 0, 20, 8))
        line.addWidget(self._which)
        box.addLayout(line)
        ground = Ground(look, "bg", "t")
        inner = column(look, ground)
        self.paper = PaperView(look)
        inner.addWidget(self.paper)
        box.addWidget(ground, 1)
        self._ground = ground

    def show_fact(self, verdict: Verdict, fact: Fact) -> None:
        """Tell a fact in full: what it means, every reason and what to do about it."""
        look, say = self._look, self._say
        clear(self._fact)
        state = verdict.state(fact)
        lamp = LAMPS[wording.lamp_of(fact, state)]
        head = LampLine(look, lamp, wording.name_of(fact, say.language), size=17, lamp_size=20)
        self._fact.addWidget(head)
        sentence = wording.sentence_of(fact, state, say.language)
        self._fact.addWidget(Text(look, sentence, 15, wrap=True))
        for reason in verdict[fact].reasons:
            self._fact.addWidget(Text(look, reason.sentence(say.language), 15, wrap=True))
            remedy = reason.remedy(say.language)
            if remedy and state is not State.YES:
                self._fact.addWidget(Text(look, remedy, 13, tone="ink2", wrap=True))
        if fact in (Fact.DOCUMENT, Fact.INTACT) and state is State.NO:
            self._fact.addWidget(Text(look, say("verify.who"), 13, tone="ink2", wrap=True))

    def show_sentence(self, sentence: str, remedy: str) -> None:
        """Say why a file is no record at all."""
        look = self._look
        clear(self._fact)
        self._fact.addWidget(LampLine(look, Lamp.NO, sentence, size=17, lamp_size=20, wrap=True))
        self._fact.addWidget(Text(look, remedy, 15, tone="ink2", wrap=True))

    def show_pages(self, pages: Pages) -> None:
        """Show pages, standing at the first that differs."""
        say = self._say
        self._pages = pages
        both = bool(pages.true and pages.shown)
        self._which.setVisible(both)
        self._which.set_value("true" if pages.true else "file")
        if pages.differing:
            numbers = ("、" if say.chinese else ", ").join(str(n) for n in pages.differing)
            self._title.set(Lamp.NO, say("verify.pages-differ", pages=numbers), "no")
        elif both:
            joined = "，" if say.chinese else ", "
            words = f"{say('verify.pages')}{joined}{say('verify.pages-same')}"
            self._title.set(Lamp.YES, words, "ink")
        elif pages.true:
            self._title.set(Lamp.YES, say("verify.pages"), "ink")
        else:
            self._title.set(Lamp.UNKNOWN, say("verify.pages-none"), "ink2")
        self._ground.setVisible(bool(pages.true or pages.shown))
        self._show()

    def toggle(self) -> None:
        """Change between the true pages and those of the file."""
        if self._pages.true and self._pages.shown:
            self._which.set_value("file" if self._which.value == "true" else "true")
            self._show()

    def start(self) -> None:
        """Put the focus on the pages."""
        self.paper.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self) -> None:
        pages: Sequence[Pixels] = (
            self._pages.true if self._which.value == "true" else self._pages.shown
        )
        total = len(pages)
        names = [self._say("verify.page", n=n, total=total) for n in range(1, total + 1)]
        first = min(self._pages.differing, default=1) - 1
        self.paper.show_pages(pages, names, at_page=min(first, max(total - 1, 0)))
