"""The filing lint (归档检查): what a case reviewer would send a record back for, L-01 … L-42.

Pure. Called by `services/writing` for the problem list and by `services/signing` before the text
freezes. Not judged here: L-18, L-24, L-25, L-28, L-29 (true by construction of the writers and
of the page model), L-27 and L-39 (kept by signing and by the states of an inspection).
"""

from __future__ import annotations

from inspector_app.domain.filing.content_rules import content_problems
from inspector_app.domain.filing.paper_rules import paper_problems
from inspector_app.domain.filing.values import (
    FilingFacts,
    FilingItem,
    FilingProblem,
    FilingTable,
    FilingText,
    Level,
)
from inspector_app.domain.filing.visit_rules import visit_problems

__all__ = [
    "FilingFacts",
    "FilingItem",
    "FilingProblem",
    "FilingTable",
    "FilingText",
    "Level",
    "check_filing",
    "errors_of",
]


def check_filing(facts: FilingFacts) -> tuple[FilingProblem, ...]:
    """Return every problem, errors before warnings, each in order of its rule."""
    found = [*visit_problems(facts), *content_problems(facts), *paper_problems(facts)]
    found += facts.citations
    found.sort(key=lambda problem: (problem.level is not Level.ERROR, problem.rule))
    return tuple(found)


def errors_of(problems: tuple[FilingProblem, ...]) -> tuple[FilingProblem, ...]:
    """Return those that block the freeze."""
    return tuple(problem for problem in problems if problem.level is Level.ERROR)
