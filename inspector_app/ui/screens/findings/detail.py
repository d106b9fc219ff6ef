"""One finding in full: facts, evidence, basis, body, proposal, term, demand, two ways to decide.

Both ways look equal, because the law leaves the officers the choice. Tells the page what was
chosen; must never store anything itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from inspector_app.domain.competence import AUTHORITIES, competent
from inspector_app.domain.consequences import Code, parse_code, wording
from inspector_app.domain.findings import Decision, Finding

from inspector_app.ui.components.buttons import Button, Kind
from inspector_app.ui.components.fields import Field, TextArea
from inspector_app.ui.components.lamps import Lamp
from inspector_app.ui.components.panel import Divider, Panel, ScrollColumn, column, row
from inspector_app.ui.components.segment import Chips, Segment
from inspector_app.ui.components.tags import LampLine, Tag
from inspector_app.ui.components.text import Text
from inspector_app.ui.i18n import Say
from inspector_app.ui.theme import Look

TERMS = (3, 7, 15, 30)
_TONES = {"G": "na", "S": "warn", "C": "no"}
_LABEL_WIDTH = 96
ALTERNATIVES = ("R", "I", "O7", "O15", "O30", "E", "FILE", "ADVISE", "RP")
"""What may be chosen instead, transfers to the item's own bodies added."""


class FindingDetail(QWidget):
    """The right side of the page."""

    agreed = Signal(str)
    """Item code."""
    decided = Signal(str, str, str)
    """Item code, consequence codes joined by +, reason."""
    demanded = Signal(str, str)
    """Item code, demand."""

    def __init__(
        self, look: Look, say: Say, finding: Finding, acting: str, *, frozen: bool, differ: bool
    ) -> None:
        """Show a finding.

        Args:
            acting: Authority token of the acting agency.
            frozen: Nothing may change any more.
            differ: Begin with the fields of a different decision open.
        """
        super().__init__()
        self._look, self._say, self._finding, self._acting = look, say, finding, acting
        self._frozen = frozen
        outer = column(look, self)
        scroll = ScrollColumn(look, (20, 16, 20, 8), 12)
        outer.addWidget(scroll, 1)
        self._column = scroll.column
        self._add_head()
        self._add_facts()
        self._differ = QWidget()
        self._add_ways()
        self._build_differ()
        self._column.addWidget(self._differ)
        self._differ.setVisible(differ and not frozen)
        self._column.addStretch(1)
        note = say("findings.frozen" if frozen else "findings.facts-only")
        foot = row(look, margin=(20, 8, 20, 12))
        foot.addWidget(Text(look, note, 13, tone="ink2", wrap=True), 1)
        outer.addLayout(foot)

    def agree(self) -> None:
        """Take the proposal."""
        if not self._frozen:
            self.agreed.emit(self._finding.item)

    def open_differ(self) -> None:
        """Show the fields of a different decision."""
        if not self._frozen:
            self._differ.setVisible(True)
            self._chips.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _add_head(self) -> None:
        look, finding = self._look, self._finding
        top = row(look, gap=8)
        top.addWidget(Text(look, finding.item, 15, 600))
        severity = self._say(f"severity.{finding.severity.value}")
        top.addWidget(Tag(look, severity, _TONES[finding.severity.value]))
        title = Text(look, finding.title, 17, 600, wrap=True)
        top.addWidget(title, 1)
        self._column.addLayout(top)

    def _add_facts(self) -> None:
        look, say, finding = self._look, self._say, self._finding
        card = Panel(look)
        self._rows = column(look, card, margin=(20, 4, 20, 4))
        self._column.addWidget(card)
        self._row(say("findings.fact"), Text(look, finding.fact, 15, serif=True, wrap=True))
        numbers = "、".join(str(n) for n in finding.photos)
        shown = say("findings.photos", numbers=numbers) if numbers else say("findings.no-evidence")
        self._row(say("findings.evidence"), Text(look, shown, 15, wrap=True))
        basis = Text(look, "；".join(finding.basis_text) or "／", 15, wrap=True)
        note = Text(look, say("findings.basis-note"), 13, tone="ink2", wrap=True)
        self._row(say("findings.basis"), basis, note)
        ours = competent(finding.authority, self._acting)
        names = ("、" if say.chinese else ", ").join(
            say.text(AUTHORITIES[name]) if name in AUTHORITIES else name
            for name in finding.authority
        )
        words = say("findings.ours" if ours else "findings.not-ours", names=names)
        line = LampLine(look, Lamp.YES if ours else Lamp.NA, words, wrap=True)
        self._row(say("findings.authority"), line)
        proposed = Text(look, self._codes(finding.proposed), 17, 600, wrap=True)
        self._row(say("findings.proposed"), proposed)
        if finding.decision is not Decision.OPEN:
            self._add_decision()
        days = _days(finding.consequence)
        if days:
            self._row(say("findings.term"), self._term(days))
        if finding.due or "I" in finding.consequence:
            demand = Field(look, finding.demand, hint=say("findings.demand-hint"), printed=True)
            demand.setEnabled(not self._frozen)
            demand.settled.connect(lambda text: self.demanded.emit(finding.item, text))
            self._row(say("findings.demand"), demand)

    def _add_decision(self) -> None:
        look, say, finding = self._look, self._say, self._finding
        differs = finding.decision is Decision.DIFFERS
        words = say("findings.differs" if differs else "findings.agreed")
        if differs:
            words = f"{words}：{self._codes(finding.consequence)}"
        line = LampLine(look, Lamp.YES, words, "ok", wrap=True)
        parts: list[QWidget] = [line]
        if finding.reason:
            parts.append(Text(look, finding.reason, 13, tone="ink2", wrap=True))
        self._row(say("findings.decided"), *parts)

    def _term(self, days: int) -> QWidget:
        look, say, finding = self._look, self._say, self._finding
        holder = QWidget()
        across = row(look, holder, gap=12)
        options = [(str(n), say("findings.days", n=n)) for n in sorted({*TERMS, days})]
        segment = Segment(look, options, str(days), name=say("findings.term"))
        segment.setFixedWidth(look.px(76) * len(options))
        segment.setEnabled(not self._frozen)
        segment.chosen.connect(self._on_term_chosen)
        across.addWidget(segment)
        if finding.due:
            day = date.fromisoformat(finding.due)
            words = column(look)
            due = say("findings.due", day=say.full_day(day), weekday=say.weekday(day))
            words.addWidget(Text(look, due, 15, 600))
            words.addWidget(Text(look, say("findings.due-how"), 13, tone="ink2"))
            across.addLayout(words)
        across.addStretch(1)
        return holder

    def _on_term_chosen(self, days: str) -> None:
        if not days:
            return
        codes = [
            f"O{days}" if parse_code(code).code is Code.ORDER else code
            for code in self._finding.consequence
        ]
        if set(codes) == set(self._finding.proposed):
            self.agreed.emit(self._finding.item)
            return
        self._chips.set_value(" ".join(codes))
        self.open_differ()
        self._reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def _add_ways(self) -> None:
        if self._frozen:
            return
        look, say = self._look, self._say
        ways = row(look, gap=12)
        deeds: tuple[tuple[str, str, str, Callable[[], None]], ...] = (
            ("findings.agree", "check", "A", self.agree),
            ("findings.differ", "pen-line", "B", self.open_differ),
        )
        for key, icon, letter, act in deeds:
            button = Button(look, say(key), Kind.CHOICE, icon=icon, keys=(letter,), height=52)
            button.clicked.connect(act)
            ways.addWidget(button.stretch(), 1)
        self._column.addLayout(ways)

    def _build_differ(self) -> None:
        look, say, finding = self._look, self._say, self._finding
        box = column(look, self._differ, gap=8)
        box.addWidget(Text(look, say("findings.choose"), 13, tone="ink2"))
        transfers = [f"T:{name}" for name in finding.authority if name != self._acting]
        codes = dict.fromkeys((*finding.consequence, *ALTERNATIVES, *transfers))
        options = [(code, self._codes((code,))) for code in codes]
        self._chips = Chips(look, options, " ".join(finding.consequence), several=True, across=3)
        box.addWidget(self._chips)
        self._reason = TextArea(
            look,
            finding.reason,
            hint=say("findings.reason-hint"),
            name=say("findings.reason"),
            lines=2,
        )
        box.addWidget(self._reason)
        deeds: QHBoxLayout = row(look, gap=12)
        store = Button(look, say("findings.store"), Kind.PRIMARY, icon="check")
        store.clicked.connect(self._on_store_clicked)
        back = Button(look, say("findings.back"))
        back.clicked.connect(lambda: self._differ.setVisible(False))
        deeds.addWidget(store)
        deeds.addWidget(back)
        deeds.addStretch(1)
        box.addLayout(deeds)

    def _on_store_clicked(self) -> None:
        codes = "+".join(self._chips.value.split())
        self.decided.emit(self._finding.item, codes, self._reason.text())

    def _row(self, label: str, *parts: QWidget) -> None:
        look = self._look
        if self._rows.count():
            self._rows.addWidget(Divider(look))
        line = row(look, margin=(0, 10, 0, 10))
        name = Text(look, label, 13, tone="ink2")
        name.setFixedWidth(look.px(_LABEL_WIDTH))
        line.addWidget(name, 0, Qt.AlignmentFlag.AlignTop)
        words = column(look, gap=2)
        for part in parts:
            words.addWidget(part)
        line.addLayout(words, 1)
        self._rows.addLayout(line)

    def _codes(self, codes: Sequence[str]) -> str:
        joined = "；" if self._say.chinese else "; "
        return joined.join(self._say.text(wording(parse_code(code), AUTHORITIES)) for code in codes)


def _days(codes: Sequence[str]) -> int:
    """Return the days of the order to correct among the codes, 0 for none."""
    for code in codes:
        parsed = parse_code(code)
        if parsed.code is Code.ORDER:
            return parsed.days
    return 0
