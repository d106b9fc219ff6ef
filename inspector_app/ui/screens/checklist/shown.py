"""How check items look in lists: lamp, tags, citations; and what the middle of the page shows.

Pure; used by the parts of the checklist page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from inspector_app.domain.evidence import EvidenceEntry
from inspector_app.services.checklist.views import BasisView, ItemView, SectionView

from inspector_app.ui.components.lamps import Lamp
from inspector_app.ui.components.problems import Problem
from inspector_app.ui.i18n import Say

_TONES = {"S": "warn", "C": "no"}


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything the middle of the page shows.

    Attributes:
        items: Every item that applies, by code, in the order walked.
        section: The one of the item in work.
        done: Nothing is left to answer.
        only_open: Items that are complete are left out of the chips.
    """

    item: ItemView
    items: Mapping[str, ItemView]
    section: SectionView
    entries: Sequence[EvidenceEntry]
    editable: bool
    done: bool
    only_open: bool


def lamp_of(item: ItemView) -> Lamp:
    """Return the lamp of an item: its verdict, half when something is missing."""
    if not item.answered:
        return Lamp.TODO
    if not item.complete:
        return Lamp.HALF
    return {"ok": Lamp.YES, "ng": Lamp.NO, "na": Lamp.NA}.get(item.verdict, Lamp.YES)


def tags_of(item: ItemView, say: Say) -> tuple[tuple[str, str, str], ...]:
    """Return (word, tone, icon) of what is worth knowing before one opens the item."""
    tags = []
    if item.severity in _TONES:
        tags.append((say(f"severity.{item.severity}"), _TONES[item.severity], ""))
    if item.photo_rule[:1] == "X":
        tags.append((say("check.photo-never"), "na", "camera-off"))
    return tuple(tags)


def problems_of(items: Sequence[ItemView], say: Say) -> tuple[Problem, ...]:
    """Return what is missing: wrong things first, then what is not answered yet."""
    found = []
    for item in items:
        code = item.code
        if item.complete and item.photo_problem is None:
            continue  # an answer nobody has to give may stay open
        if not item.answered:
            sentence, lamp = say("check.problem-open", code=code), Lamp.TODO
        elif not item.complete:
            sentence, lamp = say("check.problem-incomplete", code=code), Lamp.NO
        else:
            problem = say.text(item.photo_problem) if item.photo_problem is not None else ""
            sentence = say("check.problem-photo", code=code, problem=problem)
            lamp = Lamp.WARN
        found.append(Problem(lamp, sentence, item.title, code))
    found.sort(key=lambda problem: problem.lamp is Lamp.TODO)
    return tuple(found)


def grouped_basis(basis: Sequence[BasisView]) -> list[tuple[str, bool]]:
    """Return the citations with the articles of one law joined, 《…》第一条、第二条.

    Returns:
        Text, and whether the articles' words were verified.
    """
    found: dict[tuple[str, bool], list[str]] = {}
    for one in basis:
        law, mark, article = one.text.partition("》")
        key = (law + mark, one.verified) if mark else (one.text, one.verified)
        found.setdefault(key, []).append(article if mark else "")
    return [(law + "、".join(parts), verified) for (law, verified), parts in found.items()]
