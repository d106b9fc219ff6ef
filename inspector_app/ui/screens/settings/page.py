"""The settings page: one row a setting, each with what it does; every change is kept at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from inspector_app import __version__

from inspector_app.ui.components.buttons import Button
from inspector_app.ui.components.panel import Divider, Panel, ScrollColumn, column, row
from inspector_app.ui.components.segment import Segment
from inspector_app.ui.components.text import Text
from inspector_app.ui.desk import Desk
from inspector_app.ui.place import Place
from inspector_app.ui.preferences import Preferences
from inspector_app.ui.screen import Head, Hint, Screen
from inspector_app.ui.theme import FACTORS, Scheme

_WIDEST = 860


class SettingsPage(Screen):
    """How the window looks and speaks."""

    def __init__(self, desk: Desk, place: Place) -> None:
        """Build the page."""
        super().__init__(desk, place)
        look, say = self.look, self.say
        self._segments: dict[str, Segment] = {}
        scroll = ScrollColumn(look, (20, 20, 20, 20), 12)
        column(look, self).addWidget(scroll)
        card = Panel(look)
        card.setMaximumWidth(look.px(_WIDEST))
        box = column(look, card, margin=(20, 4, 20, 4))
        now = desk.preferences
        self._add(
            box,
            "settings.language",
            [("zh", "中文"), ("en", "English")],
            now.language,
            lambda value: replace(now, language=value),
        )
        self._add(
            box,
            "settings.size",
            [(str(factor), f"{factor} %") for factor in FACTORS],
            str(now.percent),
            lambda value: replace(now, percent=int(value)),
        )
        self._add(
            box,
            "settings.scheme",
            [(scheme.value, say(f"settings.scheme.{scheme.value}")) for scheme in Scheme],
            now.scheme.value,
            lambda value: replace(now, scheme=Scheme(value)),
        )
        self._add(
            box,
            "settings.still",
            [("moving", say("settings.moving")), ("still", say("settings.no-motion"))],
            "still" if now.still else "moving",
            lambda value: replace(now, still=value == "still"),
        )
        scroll.column.addWidget(card)
        self.previews: dict[str, Button] = {}
        self.preview: QWidget | None = None
        if desk.workspace.unlocked:  # the store is closed before
            self._add_forms(scroll.column)
        scroll.column.addWidget(Text(look, say("settings.about"), 17, 600))
        version = say("settings.version", version=__version__)
        scroll.column.addWidget(Text(look, version, 15, tone="ink2"))
        folder = say("settings.folder", folder=desk.workspace.folder)
        scroll.column.addWidget(Text(look, folder, 15, tone="ink2", cut=True))
        scroll.column.addStretch(1)

    def head(self) -> Head:
        return Head(self.say("settings.title"), self.say("settings.note"), rail="settings")

    def hints(self) -> tuple[Hint, ...]:
        return (
            Hint(("Tab",), self.say("settings.keys-next")),
            Hint(("←", "→"), self.say("settings.keys-choose")),
        )

    def start(self) -> None:
        # built anew by its own change, the page goes on where it was
        begun = self._segments.get(self.here.detail) or self._segments["language"]
        begun.setFocus(Qt.FocusReason.OtherFocusReason)

    def _add(
        self,
        box: QVBoxLayout,
        words: str,
        options: Sequence[tuple[str, str]],
        value: str,
        change: Callable[[str], Preferences],
    ) -> None:
        look, say = self.look, self.say
        if box.count():
            box.addWidget(Divider(look))
        across = row(look, gap=24, margin=(0, 14, 0, 14))
        text = column(look, gap=2)
        text.addWidget(Text(look, say(words), 15, 600))
        text.addWidget(Text(look, say(f"{words}-how"), 13, tone="ink2", wrap=True))
        across.addLayout(text, 1)
        segment = Segment(look, options, value, name=say(words), fixed=True)
        self._segments[words.removeprefix("settings.")] = segment
        segment.setFixedWidth(look.px(400))

        def chosen(picked: str) -> None:
            wanted = change(picked)
            if wanted != self.desk.preferences:
                self.move_to(words.removeprefix("settings."))
                self.desk.prefer(wanted)

        segment.chosen.connect(chosen)
        across.addWidget(segment, 0, Qt.AlignmentFlag.AlignVCenter)
        box.addLayout(across)

    def _add_forms(self, down: QVBoxLayout) -> None:
        """List the checklists on this laptop; each can be tried out."""
        look, say = self.look, self.say
        forms = self.desk.workspace.forms.list()
        if not forms:
            return
        down.addWidget(Text(look, say("settings.forms"), 17, 600))
        card = Panel(look)
        card.setMaximumWidth(look.px(_WIDEST))
        box = column(look, card, margin=(20, 4, 20, 4))
        for number, form in enumerate(forms):
            if number:
                box.addWidget(Divider(look))
            across = row(look, gap=24, margin=(0, 8, 0, 8))
            text = column(look, gap=2)
            text.addWidget(Text(look, form.title or form.form_id, 15, 600, cut=True))
            words = say("preview.version", form=form.form_id, version=form.version)
            text.addWidget(Text(look, words, 13, tone="ink2"))
            across.addLayout(text, 1)
            press = Button(look, say("settings.preview"), icon="eye")
            press.setProperty("form", form.sha256)
            press.clicked.connect(self._on_preview_clicked)
            self.previews[form.sha256] = press
            across.addWidget(press)
            box.addLayout(across)
        down.addWidget(card)

    def _on_preview_clicked(self) -> None:
        from inspector_app.ui.preview.show import make_preview

        sender = self.sender()
        if sender is None:
            return
        form = self.desk.workspace.forms.get(str(sender.property("form")))
        if self.preview is not None:
            self.preview.close()
            self.preview.deleteLater()
        language = self.desk.preferences.language
        window = make_preview(form, language, clock=self.desk.clock, look=self.look)
        self.destroyed.connect(window.deleteLater)
        self.preview = window
        window.show()
