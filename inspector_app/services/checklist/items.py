"""Builds the view of one check item from the session, the catalogue and the evidence list.

Used by `Checklist`. Must never change anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from inspector_app.domain.identifiers import ItemCode
from inspector_app.domain.law import BasisState, Catalogue
from inspector_app.errors import KnownError
from inspector_app.services.checklist.outline import ItemDef, Outline
from inspector_app.services.checklist.photo_rule import FORBIDDEN, PhotoRule
from inspector_app.services.checklist.sentences import fill
from inspector_app.services.checklist.views import BasisView, ItemView, PartView
from inspector_app.storage.notes import Note
from inspector_app.xforms import NodeDef, NodeState, Session

_NO_PROBLEM = ""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What an item is seen with.

    Attributes:
        day: Day of the visit, for the basis.
        photos: Photo numbers by item.
        wordings: Sentences the officers wrote themselves, by item.
    """

    language: str
    catalogue: Catalogue
    day: date
    classified: bool
    photos: Mapping[str, tuple[int, ...]]
    wordings: Mapping[ItemCode, str]
    notes: Mapping[str, tuple[Note, ...]]


class ItemReader:
    """Reads items of one session state."""

    def __init__(self, outline: Outline, session: Session, around: Surroundings) -> None:
        self._outline = outline
        self._session = session
        self._around = around

    def view(self, item: ItemDef) -> ItemView:
        """Return an item as it stands."""
        around, insp = self._around, item.group.insp
        group = self._session.state(item.group.path)
        parts = tuple(
            part_view(state)
            for state in (self._session.state(part.path) for part in item.parts)
            if state.relevant
        )
        verdict = self._of(item.verdict)
        reason, lose, crime = self._of(item.reason), self._of(item.lose), self._of(item.crime)
        rule = self._photo_rule(item)
        photos = around.photos.get(item.code, ())
        value = verdict.value if verdict else ""
        own = around.wordings.get(item.code, "")
        return ItemView(
            code=item.code,
            section=item.section,
            title=group.label or item.code,
            name=insp.get("name", ""),
            how=insp.get("how" if around.language == "zh" else "how-en", ""),
            severity=insp.get("severity", "G"),
            authority=insp.get("authority", ""),
            basis=self._basis(insp.get("basis", "")),
            photo_rule=FORBIDDEN if around.classified else insp.get("photo", "-"),
            adverse=insp.get("adverse") == "1",
            tables=tuple(insp.get("tables", "").split()),
            parts=parts,
            verdict_ref=verdict.ref if verdict else "",
            verdict=value,
            verdict_choices=(
                tuple((choice.value, choice.label) for choice in verdict.choices) if verdict else ()
            ),
            proposal=self._value(item.proposal),
            reason_ref=reason.ref if reason else "",
            reason=reason.value if reason else "",
            reason_required=bool(reason and reason.relevant and reason.required),
            consequence=self.consequence(item),
            lose_ref=lose.ref if lose and lose.relevant else "",
            lose=lose.value if lose else "",
            crime_ref=crime.ref if crime and crime.relevant else "",
            crime=crime.value if crime else "",
            relevant=group.relevant,
            answered=self.answered(item),
            complete=self.complete(item),
            sentence=own or self.sentence(item),
            own_sentence=bool(own),
            notes=around.notes.get(item.code, ()),
            photos=photos,
            photo_problem=rule.problem(value, len(photos)) if group.relevant else None,
            demand=insp.get("demand", ""),
        )

    def relevant(self, item: ItemDef) -> bool:
        """Tell whether the item applies."""
        return self._session.state(item.group.path).relevant

    def verdict(self, item: ItemDef) -> str:
        """Return the verdict, '' while open or not applicable."""
        return self._value(item.verdict)

    def answered(self, item: ItemDef) -> bool:
        """Tell whether the item has its verdict, or a fact its value."""
        if item.verdict is None:
            return self._value(item.group) != ""
        return self.verdict(item) != ""

    def complete(self, item: ItemDef) -> bool:
        """Tell whether nothing is missing or wrong in the item; photos apart."""
        nodes = (*item.parts, item.verdict, item.reason, item.lose, item.crime)
        states = [self._session.state(node.path) for node in nodes if node is not None]
        if any(state.relevant and not state.valid for state in states):
            return False
        if item.is_fact:
            return self.answered(item) or not states[0].required
        return self.answered(item)

    def photo_problem(self, item: ItemDef) -> bool:
        """Tell whether the item lacks photos or has forbidden ones."""
        photos = len(self._around.photos.get(item.code, ()))
        return self._photo_rule(item).problem(self.verdict(item), photos) is not None

    def consequence(self, item: ItemDef) -> str:
        """Return the codes that follow, joined by `+`."""
        if item.consequence is not None:
            return self._value(item.consequence)
        return item.group.insp.get("consequence", "") if self.verdict(item) == "ng" else ""

    def sentence(self, item: ItemDef) -> str:
        """Return the generated record sentence, '' while open or not applicable."""
        which = {"ok": "pass", "ng": "fail"}.get(self.verdict(item))
        return self.filled(item.group.insp.get(which, "")) if which else ""

    def filled(self, template: str) -> str:
        """Fill the slots of any text of the checklist."""
        return fill(template, self._slot)

    def _slot(self, name: str) -> tuple[NodeDef, str] | None:
        node = self._outline.names.get(name)
        return None if node is None else (node, self._session.value(node.path))

    def _photo_rule(self, item: ItemDef) -> PhotoRule:
        if self._around.classified:
            return PhotoRule(FORBIDDEN, 1)
        return PhotoRule.read(item.group.insp.get("photo", "-"))

    def _basis(self, keys: str) -> tuple[BasisView, ...]:
        views = []
        for key in keys.split():
            try:
                basis = self._around.catalogue.resolve(key, self._around.day)
            except KnownError:
                # A checklist with an unreadable basis still serves; the lint of citations tells.
                views.append(BasisView(key, key, verified=False))
                continue
            if basis.state is not BasisState.OUT_OF_FORCE:
                verified = basis.state is BasisState.VERIFIED
                views.append(BasisView(key, basis.text, verified))
        return tuple(views)

    def _of(self, node: NodeDef | None) -> NodeState | None:
        return None if node is None else self._session.state(node.path)

    def _value(self, node: NodeDef | None) -> str:
        return "" if node is None else self._session.value(node.path)


def part_view(state: NodeState) -> PartView:
    """Return one input as it stands."""
    definition = state.definition
    kind = definition.kind if definition.kind.startswith("select") else definition.value_type
    violation = state.violation
    return PartView(
        ref=state.ref,
        label=state.label or "",
        unit=definition.insp.get("unit", ""),
        kind=kind,
        value=state.value,
        choices=tuple((choice.value, choice.label) for choice in state.choices),
        violation=(violation.message or violation.condition) if violation else _NO_PROBLEM,
        required=state.required,
    )
