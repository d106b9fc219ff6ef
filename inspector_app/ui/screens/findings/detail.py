"""One finding in full: facts, evidence, basis, body, proposal, term, demand, two ways to decide.

Both ways look equal, because the law leaves the officers the choice. Tells the page what was
chosen; must never store anything itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from inspector_app.domain.competence import AUTHORITIES, competent
from inspector_app.domain.consequences import Code, parse_code, wording
from inspector_app.domain.findings import Decision, Finding
from inspector_app.services.checklist.views import ItemView, PartView

from inspector_app.ui.components.buttons import Button, Kind
from inspector_app.ui.components.fields import Field, TextArea
from inspector_app.ui.components.lamps import Lamp
from inspector_app.ui.components.panel import Divider, Ground, Panel, ScrollColumn, column, row
from inspector_app.ui.components.segment import Chips, Segment
from inspector_app.ui.components.tags import LampLine, Tag
from inspector_app.ui.components.text import Text
from inspector_app.ui.i18n import Say
from inspector_app.ui.icons import icon_pixmap
from inspector_app.ui.theme import Look

TERMS = (3, 7, 15, 30)
_TONES = {"G": "na", "S": "warn", "C": "no"}
_LABEL_WIDTHS = (96, 116)
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
        self,
        look: Look,
        say: Say,
        finding: Finding,
        acting: str,
        *,
        frozen: bool,
        item: ItemView | None = None,
        narrow: bool = False,
    ) -> None:
        """Show a finding.

        Args:
            acting: Authority token of the acting agency.
            frozen: Nothing may change any more.
            item: The check item it comes from, None when it is no longer at hand.
            narrow: There is little room across.
        """
        super().__init__()
        self._look, self._say, self._finding, self._acting = look, say, finding, acting
        self._frozen, self._item, self._narrow = frozen, item, narrow
        self._label_width = _LABEL_WIDTHS[0 if say.chinese else 1]
        outer = column(look, self)
        self._scroll = ScrollColumn(look, (20, 16, 20, 8), 12)
        outer.addWidget(self._scroll, 1)
        self._column = self._scroll.column
        self._add_head()
        self._add_facts()
        self._differ = QWidget()
        self._ways = QWidget()
        self._add_ways()
        self._build_differ()
        self._column.addWidget(self._ways)
        self._column.addWidget(self._differ)
        self._differ.setVisible(False)
        self._column.addStretch(1)
        if item is not None:
            self._add_origin(item)
        foot = Ground(look, "bg", "t")
        line = row(look, foot, gap=8, margin=(20, 9, 20, 9))
        icon = Text(look)
        ratio = self.devicePixelRatioF()
        icon.setPixmap(icon_pixmap("info", look.px(16), look.hex("ink2"), ratio))
        line.addWidget(icon)
        note = say("findings.frozen" if frozen else "findings.facts-only")
        line.addWidget(Text(look, note, 13, tone="ink2", wrap=True), 1)
        outer.addWidget(foot)

    @property
    def item(self) -> str:
        """Code of the item."""
        return self._finding.item

    def agree(self) -> None:
        """Take the proposal."""
        if not self._frozen:
            self.agreed.emit(self._finding.item)

    def open_differ(self) -> None:
        """Show the fields of a different decision."""
        if self._frozen:
            return
        self._differ.setVisible(True)
        self._ways.setVisible(False)
        next(iter(self._chips.chips.values())).setFocus(Qt.FocusReason.ShortcutFocusReason)
        QTimer.singleShot(0, self, lambda: self._scroll.ensureWidgetVisible(self._store))

    def close_differ(self) -> None:
        """Leave the decision as it was."""
        self._differ.setVisible(False)
        self._ways.setVisible(not self._frozen)

    def begun(self) -> tuple[str, str] | None:
        """Return codes and reason of a different decision that is complete but not saved."""
        if self._differ.isHidden():
            return None
        codes, reason = self._codes_chosen(), self._reason.text().strip()
        known = (set(self._finding.consequence), self._finding.reason)
        if not codes or not reason or (set(codes.split("+")), reason) == known:
            return None
        return codes, reason

    def _add_origin(self, item: ItemView) -> None:
        """Tell which answers led here."""
        look, say = self._look, self._say
        colon = "：" if say.chinese else ": "
        lines = [f"{part.label}{colon}{_shown(part)}" for part in item.parts if part.value]
        lines += [say("findings.from-table", table=table) for table in item.tables]
        if item.proposal:
            word = say(f"verdict.{item.proposal}")
            lines.append(say("findings.from-proposal", verdict=word))
        if item.consequence:
            codes = self._codes(item.consequence.split("+"))
            lines.append(say("findings.from-consequence", item=item.code, codes=codes))
        if not lines:
            return
        self._column.addWidget(Divider(look))
        across = row(look)
        name = Text(look, say("findings.origin"), 13, 600)
        name.setFixedWidth(look.px(self._label_width + 20))
        across.addWidget(name, 0, Qt.AlignmentFlag.AlignTop)
        words = column(look, gap=4)
        for text in lines:
            words.addWidget(Text(look, text, 13, tone="ink2", wrap=True))
        across.addLayout(words, 1)
        self._column.addLayout(across)

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
        shown = [say("findings.photos", numbers=numbers)] if numbers else []
        if self._item is not None:
            shown += [say("findings.from-table", table=one) for one in self._item.tables]
        told = ("；" if say.chinese else "; ").join(shown) or say("findings.no-evidence")
        evidence: list[QWidget] = [Text(look, told, 15, wrap=True)]
        if not numbers and self._item is not None and self._item.photo_rule[:1] == "X":
            evidence.append(Text(look, say("findings.no-photos-here"), 13, tone="ink2"))
        self._row(say("findings.evidence"), *evidence)
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
            colon = "：" if say.chinese else ": "
            words = f"{words}{colon}{self._codes(finding.consequence)}"
        line = LampLine(look, Lamp.YES, words, "ok", wrap=True)
        parts: list[QWidget] = [line]
        if finding.reason:
            parts.append(Text(look, finding.reason, 13, tone="ink2", wrap=True))
        self._row(say("findings.decided"), *parts)

    def _term(self, days: int) -> QWidget:
        look, say, finding = self._look, self._say, self._finding
        holder = QWidget()
        across = column(look, holder, gap=6) if self._narrow else row(look, holder, gap=12)
        options = [(str(n), say("findings.days", n=n)) for n in sorted({*TERMS, days})]
        segment = Segment(look, options, str(days), name=say("findings.term"), fixed=True)
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
        if not self._narrow:
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
        ways = row(look, self._ways, gap=12)
        deeds: tuple[tuple[str, str, str, Callable[[], None]], ...] = (
            ("findings.agree", "check", "A", self.agree),
            ("findings.differ", "pen-line", "B", self.open_differ),
        )
        for key, icon, letter, act in deeds:
            button = Button(look, say(key), Kind.CHOICE, icon=icon, keys=(letter,), height=52)
            button.clicked.connect(act)
            ways.addWidget(button.stretch(), 1)

    def _build_differ(self) -> None:
        look, say, finding = self._look, self._say, self._finding
        box = column(look, self._differ, gap=8)
        box.addWidget(Text(look, say("findings.choose"), 13, tone="ink2"))
        transfers = [f"T:{name}" for name in finding.authority if name != self._acting]
        codes = dict.fromkeys((*finding.consequence, *ALTERNATIVES, *transfers))
        options = [(code, self._codes((code,))) for code in codes]
        longest = max(look.width_of(word, 15, 600) for _, word in options)
        across = 1 if self._narrow else 3 if longest < look.px(240) else 2
        chosen = " ".join(finding.consequence)
        self._chips = Chips(look, options, chosen, several=True, across=across)
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
        store = Button(
            look, say("findings.store"), Kind.PRIMARY, icon="check", keys=("Ctrl", "Enter")
        )
        store.clicked.connect(self.save)
        self._store = store
        back = Button(look, say("findings.back"), keys=("Esc",))
        back.clicked.connect(self.close_differ)
        deeds.addWidget(store)
        deeds.addWidget(back)
        deeds.addStretch(1)
        box.addLayout(deeds)

    def save(self) -> None:
        """Tell the different decision as it is written now."""
        if not self._differ.isHidden():
            self.decided.emit(self._finding.item, self._codes_chosen(), self._reason.text())

    def _codes_chosen(self) -> str:
        return "+".join(self._chips.value.split())

    def _row(self, label: str, *parts: QWidget) -> None:
        look = self._look
        if self._rows.count():
            self._rows.addWidget(Divider(look))
        line = row(look, margin=(0, 10, 0, 10))
        name = Text(look, label, 13, tone="ink2")
        name.setFixedWidth(look.px(self._label_width))
        line.addWidget(name, 0, Qt.AlignmentFlag.AlignTop)
        words = column(look, gap=2)
        for part in parts:
            words.addWidget(part)
        line.addLayout(words, 1)
        self._rows.addLayout(line)

    def _codes(self, codes: Sequence[str]) -> str:
        joined = "；" if self._say.chinese else "; "
        return joined.join(self._say.text(wording(parse_code(code), AUTHORITIES)) for code in codes)


def _shown(part: PartView) -> str:
    labels = dict(part.choices)
    words = [labels.get(one, one) for one in part.value.split()] if labels else [part.value]
    return f"{'、'.join(words)}{part.unit}"


def _days(codes: Sequence[str]) -> int:
    """Return the days of the order to correct among the codes, 0 for none."""
    for code in codes:
        parsed = parse_code(code)
        if parsed.code is Code.ORDER:
            return parsed.days
    return 0
