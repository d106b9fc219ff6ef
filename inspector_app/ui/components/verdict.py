"""A verdict as lamps: one line a fact, with what it rests on or what is wrong.

Used by the sealed page and the verify page. Must never merge facts into one light.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import Qt

from inspector_app.domain.procedure.two_officers import Reason
from inspector_app.errors import catalogue
from inspector_app.records.verdict import Fact, State, Verdict

from inspector_app.ui.components.lamps import Lamp, LampMark
from inspector_app.ui.components.panel import Divider, Panel, column, row
from inspector_app.ui.components.text import Text
from inspector_app.ui.i18n import Say
from inspector_app.ui.theme import Look

_LAMPS = {
    State.YES: Lamp.YES,
    State.NO: Lamp.NO,
    State.UNKNOWN: Lamp.UNKNOWN,
    State.NOT_APPLICABLE: Lamp.NA,
}


class VerdictCard(Panel):
    """Facts of a verdict, one under the other."""

    def __init__(
        self,
        look: Look,
        say: Say,
        verdict: Verdict,
        facts: Iterable[Fact],
        notes: Mapping[Fact, str] | None = None,
    ) -> None:
        """Show these facts.

        Args:
            notes: What a fact that holds rests on; reasons come first.
        """
        super().__init__(look)
        box = column(look, self, margin=(16, 4, 16, 4))
        for n, fact in enumerate(facts):
            if n:
                box.addWidget(Divider(look))
            finding = verdict[fact]
            line = row(look, gap=12, margin=(0, 9, 0, 9))
            mark = LampMark(look, _LAMPS[finding.state], 20)
            line.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
            words = column(look, gap=2)
            title = say(f"fact.{fact.value}")
            if finding.state is not State.YES:
                title = f"{title}：{say(f'state.{finding.state.value}')}"
            words.addWidget(Text(look, title, 15, 600))
            told = reasons_told(finding.reasons, say) or (notes or {}).get(fact, "")
            if told:
                words.addWidget(Text(look, told, 13, tone="ink2", wrap=True))
            line.addLayout(words, 1)
            box.addLayout(line)


def reasons_told(reasons: Iterable[Reason], say: Say) -> str:
    """Return the reasons' sentences, each once."""
    told: dict[str, None] = {}
    for reason in reasons:
        entry = catalogue().get(reason.code)
        sentence = reason.code
        if entry is not None:
            template = entry.zh if say.chinese else entry.en
            sentence = template.format_map(_Slots(dict(reason.slots)))
        told[sentence] = None
    return "".join(told) if say.chinese else " ".join(told)


class _Slots(dict[str, object]):
    """A slot nobody filled shows its name."""

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"
