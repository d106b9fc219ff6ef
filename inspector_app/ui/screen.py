"""What a page is to the window: its head, its hints, its problems, and how it is left.

Every package under `ui/screens` has a `page.py` with one subclass; none reaches into the window.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from inspector_app.domain.identifiers import InspectionId

from inspector_app.ui.components.fields import settle_all
from inspector_app.ui.components.problems import Problem
from inspector_app.ui.components.steps import Step
from inspector_app.ui.desk import Desk
from inspector_app.ui.place import NO_VISIT, Place


@dataclass(frozen=True, slots=True)
class Hint:
    """Keys and what they do, for the status line."""

    keys: tuple[str, ...]
    words: str


@dataclass(frozen=True, slots=True)
class Head:
    """The bar above a page.

    Attributes:
        back: Where the arrow leads, None for no arrow.
        steps: The steps of a visit, empty outside one; `step` names the one in work.
        people: (name, unlocked) of the officers of a visit.
        locked_note: Said instead of the problem count once a record is sealed.
        rail: Entry of the rail that is lit.
        bare: The page takes the whole window: the party reads.
    """

    title: str
    subtitle: str = ""
    back: Place | None = None
    steps: tuple[Step, ...] = ()
    step: str = ""
    people: tuple[tuple[str, bool], ...] = ()
    locked_note: str = ""
    rail: str = "today"
    bare: bool = False
    tools: tuple[QWidget, ...] = field(default_factory=tuple)


class Screen(QWidget):
    """A page; built anew each time it is opened."""

    head_changed = Signal()
    hints_changed = Signal()
    problems_changed = Signal()

    def __init__(self, desk: Desk, place: Place) -> None:
        """Build the page for a place."""
        super().__init__()
        self.desk, self.look, self.say = desk, desk.look, desk.say
        self.here = place
        self.law_topic = ""  # what to look for when the law is opened from here
        desk.bus.changed.connect(self.on_bus_changed)

    def head(self) -> Head:
        """Return the bar above."""
        return Head("")

    def hints(self) -> Sequence[Hint]:
        """Return the keys worth showing now."""
        return ()

    def problems(self) -> Sequence[Problem] | None:
        """Return what blocks or is missing; None where the list has no place."""
        return None

    def fix(self, target: str) -> None:
        """Go to what a problem's row names."""

    def start(self) -> None:
        """Put the focus where work begins; called once the page shows."""

    def leave(self) -> None:
        """Store what is still being written; called before another page and at close."""
        QGuiApplication.inputMethod().commit()
        settle_all(self)

    def on_bus_changed(self, changes: object) -> None:
        """Show what changed, if it is ours."""

    def key(self, keys: str, act: Callable[[], object], parent: QWidget | None = None) -> QShortcut:
        """Bind keys to an act while the page shows; typing in a field keeps its letters."""
        shortcut = QShortcut(QKeySequence(keys), parent or self)
        shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
        if keys == "Esc":
            shortcut.activated.connect(lambda: self.desk.close_panels() or act())
        else:
            shortcut.activated.connect(act)
        return shortcut

    def keys_enter(self, act: Callable[[], object]) -> None:
        """Bind Enter, the one on the number pad too."""
        self.key("Return", act)
        self.key("Enter", act)

    def go(self, screen: str, inspection: InspectionId = NO_VISIT, detail: str = "") -> None:
        """Open another page."""
        self.desk.go(Place(screen, inspection, detail))

    def move_to(self, detail: str) -> None:
        """Remember another detail of this page, so that the window resumes at it."""
        self.here = Place(self.here.screen, self.here.inspection, detail)
        self.desk.stay(self.here)
