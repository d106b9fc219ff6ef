"""The window: rail, head, one page, status line; opens pages and resumes where it stood.

Built by `app`. It knows pages by name only. Must never ask a service for anything but who is
unlocked and what the badges count, and must be closable at any moment.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from PySide6.QtCore import QSize
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from inspector_app.errors import InspectorError

from inspector_app.ui.components.focus_ring import FocusRing
from inspector_app.ui.components.panel import Ground, column, row
from inspector_app.ui.components.problems import ProblemList
from inspector_app.ui.desk import Desk
from inspector_app.ui.place import Place
from inspector_app.ui.preferences import Preferences
from inspector_app.ui.screen import Head, Hint, Screen
from inspector_app.ui.screens.registry import RAIL, RAIL_FOOT, SCREENS
from inspector_app.ui.shell.head import HeadBar
from inspector_app.ui.shell.help import KeyList
from inspector_app.ui.shell.rail import Rail
from inspector_app.ui.shell.status import StatusLine
from inspector_app.ui.shell.strip import ProblemStrip
from inspector_app.ui.theme import FACTORS
from inspector_app.ui.visit import place_of
from inspector_app.ui.waiting import count_waiting

_RAIL_HEIGHT = 480
"""Below this height, px before scaling, the rail shows icons alone."""

LEAST = QSize(1024, 600)
"""Smallest window, px."""


class Window(QWidget):
    """One window over one workspace."""

    def __init__(
        self,
        make_desk: Callable[[Preferences, Window], Desk],
        preferences: Preferences,
        keep: Callable[[Preferences], None],
    ) -> None:
        """Build the window at the place it was left.

        Args:
            make_desk: Makes look, strings and the rest for some preferences.
            keep: Stores preferences.
        """
        super().__init__()
        self._make_desk, self._keep = make_desk, keep
        self._root: QWidget | None = None
        self.page: Screen | None = None
        self.bar: HeadBar | None = None
        self._wanted = preferences.place
        self._open_to_all = True
        self._compact = False
        self.desk = make_desk(preferences, self)
        self._outer = QHBoxLayout(self)
        self._outer.setContentsMargins(0, 0, 0, 0)
        self._connect_bus()
        self._bind_keys()
        self.setMinimumSize(LEAST)
        self.resize(1366, 768)
        self._build()

    def _connect_bus(self) -> None:
        bus = self.desk.bus
        bus.saved.connect(self.on_saved)
        bus.saving.connect(self.on_saving)
        bus.problem.connect(self.on_problem)
        bus.told.connect(self.on_told)
        bus.online.connect(lambda online: self.status.set_online(online=online))
        bus.changed.connect(lambda _: self.refresh_badges())
        bus.people.connect(self.refresh_head)

    def _bind_keys(self) -> None:
        for keys, act in (
            ("F1", self.toggle_keys),
            ("F6", self._open_law),
            ("F8", self.toggle_problems),
            ("Ctrl+L", self.lock),
            ("Ctrl+K", lambda: self.open_entry("ledger")),
            ("Ctrl++", lambda: self.resize_text(1)),
            ("Ctrl+=", lambda: self.resize_text(1)),
            ("Ctrl+-", lambda: self.resize_text(-1)),
            ("Ctrl+Q", self.close),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(act)
        for n, (name, _, _) in enumerate((*RAIL, *RAIL_FOOT[:1]), 1):
            shortcut = QShortcut(QKeySequence(f"Alt+{n}"), self)
            shortcut.activated.connect(lambda name=name: self.open_entry(name))

    def _build(self) -> None:
        desk = self.desk
        look, say = desk.look, desk.say
        if self._root is not None:
            self._outer.removeWidget(self._root)
            self._root.hide()
            self._root.deleteLater()
        self.page, self.bar = None, None
        self.setWindowTitle(say("app.name"))
        root = Ground(look, "bg")
        self._root = root
        across = row(look, root)
        entries = tuple((name, icon, say(word)) for name, icon, word in RAIL)
        foot = tuple((name, icon, say(word)) for name, icon, word in RAIL_FOOT)
        low = self.height() < look.px(_RAIL_HEIGHT)
        self.rail = Rail(look, entries, foot, words=not low)
        self.rail.chosen.connect(self.open_entry)
        across.addWidget(self.rail)
        down = column(look)
        across.addLayout(down, 1)
        self._down: QVBoxLayout = down
        self.strip = ProblemStrip(look, say("close"))
        down.addWidget(self.strip)
        self.area = QWidget()
        self._area = column(look, self.area)
        down.addWidget(self.area, 1)
        self.status = StatusLine(look, say, desk.clock, training=bool(desk.training))
        down.addWidget(self.status)
        self.problems = ProblemList(look, say("problems.title"), say("problems.none"), say("close"))
        self.problems.setParent(root)
        self.problems.hide()
        self.problems.chosen.connect(self._on_problem_chosen)
        self.problems.closed.connect(self.problems.hide)
        self.keys = KeyList(look, say("help.title"), say("close"))
        self.keys.setParent(root)
        self.keys.hide()
        self.keys.closed.connect(self.keys.hide)
        self._ring = FocusRing(look, root)
        self._outer.addWidget(root)
        root.show()
        self.go(self._wanted)

    def go(self, place: Place) -> None:
        """Open a page; while nobody is unlocked, the unlock page first."""
        self._leave_page()
        self._compact = self.desk.compact
        entry = SCREENS.get(place.screen)
        if entry is None:
            place = Place("today")
            entry = SCREENS["today"]
        self._wanted = place
        if not self.desk.workspace.unlocked and not entry.open_to_all:
            self._open_to_all = True
            self._show(SCREENS["unlock"].build(self.desk, place))
            return
        try:
            page = entry.build(self.desk, place)
        except InspectorError as error:
            if place.screen == "today":
                raise
            self.go(Place("today"))
            self.on_problem(error)
            return
        self._open_to_all = entry.open_to_all
        self._show(page)
        self.stay(place)

    def stay(self, place: Place) -> None:
        """Remember a place."""
        self._wanted = place
        preferences = self.desk.preferences.at(place)
        self.desk = replace(self.desk, preferences=preferences)
        self._keep(preferences)

    def prefer(self, preferences: Preferences) -> None:
        """Take another language, theme or size: everything is built anew at the same place."""
        self._leave_page()
        preferences = preferences.at(self._wanted)
        self._keep(preferences)
        self.desk = self._make_desk(preferences, self)
        self._build()

    def open_entry(self, name: str) -> None:
        """Open what an entry of the rail stands for."""
        if name == "lock":
            self.lock()
        elif name == "visit":
            rows = self.desk.workspace.inspections.rows() if self.desk.workspace.unlocked else ()
            open_rows = [row for row in rows if row.state not in ("sealed", "void")]
            here = self.page.here.inspection if self.page is not None else ""
            chosen = next((row for row in open_rows if row.id == here), None)
            chosen = chosen or next(iter(open_rows), None)
            self.go(place_of(chosen) if chosen is not None else Place("today"))
        elif name in SCREENS:
            self.go(Place(name))

    def _open_law(self) -> None:
        """Open the law catalogue; pressed again, go back to where it was opened from."""
        if self.page is None or not self.desk.workspace.unlocked:
            return
        back = self.page.head().back
        if self.page.here.screen == "law":
            self.go(back or Place("today"))
        else:
            self.go(Place("law", self.page.here.inspection, self.page.law_topic))

    def lock(self) -> None:
        """Lock everybody; the next person goes on at the same place."""
        self._leave_page()
        self.desk.workspace.lock_all()
        self.go(self._wanted)

    def resize_text(self, steps: int) -> None:
        """Take the next larger or smaller size."""
        preferences = self.desk.preferences
        at = min(max(FACTORS.index(preferences.percent) + steps, 0), len(FACTORS) - 1)
        if FACTORS[at] != preferences.percent:
            self.prefer(replace(preferences, percent=FACTORS[at]))

    def refresh_head(self) -> None:
        """Build the head bar of the page anew."""
        if self.page is None or not (self._open_to_all or self.desk.workspace.unlocked):
            return  # locked meanwhile: the unlock page follows
        look = self.desk.look
        head = self.page.head()
        problems = self.page.problems()
        count = None if problems is None else len(problems)
        width = self.width() - look.px(64)
        bar = HeadBar(look, self.desk.say, head, count, width)
        bar.back_chosen.connect(lambda: self.go(head.back or Place("today")))
        bar.step_chosen.connect(self._on_step_chosen)
        bar.problems_chosen.connect(self.toggle_problems)
        if self.bar is not None:
            self._down.removeWidget(self.bar)
            self.bar.hide()
            self.bar.deleteLater()
        self.bar = bar
        self._down.insertWidget(0, bar)
        self.rail.light(head.rail)
        self._dress(head)
        if problems is not None and not self.problems.isHidden():
            self.problems.show_problems(problems)

    def refresh_badges(self) -> None:
        """Show how many records still wait in the outbox."""
        self.rail.entries["outbox"].set_badge(count_waiting(self.desk.workspace).waiting)

    def toggle_problems(self) -> None:
        """Show or hide the list of what is missing."""
        if self.page is None:
            return
        problems = self.page.problems()
        if problems is None or not self.problems.isHidden():
            self.problems.hide()
            return
        self.keys.hide()
        self.problems.show_problems(problems)
        self._place_panels()
        self.problems.show()
        self.problems.raise_()
        self.problems.focus_first()

    def toggle_keys(self) -> None:
        """Show or hide the list of keys."""
        if not self.keys.isHidden() or self.page is None:
            self.keys.hide()
            return
        say = self.desk.say
        everywhere = (
            Hint(("Alt", "1", "…", "6"), say("keys.rail")),
            Hint(("Ctrl", "K"), say("keys.search")),
            Hint(("F6",), say("keys.law")),
            Hint(("F8",), say("keys.problems")),
            Hint(("Ctrl", "+"), say("keys.size")),
            Hint(("Ctrl", "L"), say("keys.lock")),
            Hint(("F1",), say("keys.help")),
        )
        self.problems.hide()
        self.keys.show_keys(self.page.hints(), everywhere)
        self._place_panels()
        self.keys.show()
        self.keys.raise_()

    def close_panels(self) -> bool:
        """Close the list of problems or keys; tell whether one was open."""
        panels = [panel for panel in (self.problems, self.keys) if not panel.isHidden()]
        for panel in panels:
            panel.hide()
        if panels and self.page is not None:
            self.page.start()
        return bool(panels)

    def on_saving(self) -> None:
        """A write is on its way."""
        self.status.light.show_saving()

    def on_saved(self, moment: object) -> None:
        """A commit came back."""
        if isinstance(moment, datetime):
            self.status.light.show_saved(moment)

    def on_problem(self, error: object) -> None:
        """Show what went wrong, with its remedy, until it is read."""
        if isinstance(error, InspectorError):
            sentence, remedy = self.desk.say.error(error)
            self.strip.tell(sentence, remedy)
            if self.status.light.state == "saving":
                self.status.light.show_failed(sentence)

    def on_told(self, text: str, undo: str, on_undo: object) -> None:
        """Show a toast line."""
        self.status.toast.say(text, undo, on_undo)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        old, new = event.oldSize().width(), event.size().width()
        if self.page is not None and old != new:
            if self.desk.compact != self._compact:
                self.go(self._wanted)  # laid out anew, at the same place
            else:
                self.refresh_head()
        self._place_panels()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._leave_page()
        super().closeEvent(event)

    def _show(self, page: Screen) -> None:
        if self.page is not None:
            old = self.page
            self._area.removeWidget(old)
            old.hide()
            old.setParent(None)
            old.deleteLater()
        self.strip.hide()
        self.problems.hide()
        self.keys.hide()
        self.page = page
        page.head_changed.connect(self.refresh_head)
        page.problems_changed.connect(self.refresh_head)
        page.hints_changed.connect(self._refresh_hints)
        self._area.addWidget(page)
        self.refresh_head()
        self._refresh_hints()
        self.refresh_badges()
        page.show()
        page.start()

    def _dress(self, head: Head) -> None:
        for part in (self.rail, self.status):
            part.setVisible(not head.bare)
        if self.bar is not None:
            self.bar.setVisible(not head.bare)

    def _refresh_hints(self) -> None:
        if self.page is not None:
            self.status.show_hints(self.page.hints())

    def _leave_page(self) -> None:
        if self.page is not None:
            self.page.leave()

    def _on_step_chosen(self, name: str) -> None:
        if self.page is not None:
            self.go(Place(name, self.page.here.inspection))

    def _on_problem_chosen(self, target: str) -> None:
        self.problems.hide()
        if self.page is not None:
            self.page.fix(target)

    def _place_panels(self) -> None:
        if self._root is None:
            return
        look = self.desk.look
        top, foot = look.px(52), look.px(32)
        for panel in (self.problems, self.keys):
            left = self._root.width() - panel.width()
            panel.setGeometry(left, top, panel.width(), self._root.height() - top - foot)
