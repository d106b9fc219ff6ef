"""The citations of a record judged for the day of the visit: the order's basis, findings, texts.

Called by the `Writing` service; what it returns stands among the problems of the filing lint
(L-19). Must never change a citation.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from inspector_app.domain.citations import citation_problems
from inspector_app.domain.consequences import Code, parse_code
from inspector_app.domain.filing.values import FilingProblem, FilingText, error, warning
from inspector_app.domain.findings import Decision, Finding
from inspector_app.domain.law import BasisState, Catalogue
from inspector_app.domain.wording import Text
from inspector_app.errors import KnownError
from inspector_app.services.writing.snapshot import VisitSnapshot

_ANYBODY = frozenset({Code.RECORD, Code.TRANSFER, Code.REPORT, Code.NEW, Code.CLASSIFIED})


def judge_citations(
    snapshot: VisitSnapshot, texts: Iterable[FilingText], catalogue: Catalogue, now: datetime
) -> tuple[FilingProblem, ...]:
    """Return every problem: L-19 of the order's basis, C-rules of findings and texts."""
    try:
        day = datetime.fromisoformat(snapshot.visit.get("start", "")).date()
    except ValueError:
        day = now.date()
    return (
        *_of_the_order(snapshot, catalogue, day),
        *(
            one
            for finding in snapshot.findings
            for one in _of_finding(finding, snapshot, catalogue, day)
        ),
        *_of_texts(texts, catalogue, day),
    )


def _of_texts(
    texts: Iterable[FilingText], catalogue: Catalogue, day: date
) -> Iterator[FilingProblem]:
    for text in texts:
        for found in citation_problems(text.text, catalogue, day):
            yield FilingProblem(found.rule, found.level, found.message, text.place, found.fix)


def _of_the_order(
    snapshot: VisitSnapshot, catalogue: Catalogue, day: date
) -> Iterator[FilingProblem]:
    """Judge the basis of the visit: C-01, C-04, C-05."""
    for key in snapshot.assignment.basis:
        try:
            basis = catalogue.resolve(key, day)
        except KnownError as problem:
            message = Text(problem.sentence("zh"), problem.sentence("en"))
            fix = Text(problem.remedy("zh"), problem.remedy("en"))
            yield error("L-19", "assignment", message, fix)
            continue
        if basis.state in {BasisState.OUT_OF_FORCE, BasisState.UNKNOWN}:
            yield error(
                "L-19",
                "assignment",
                Text(f"检查依据不能用：{basis.text}", f"Basis of the visit: {basis.text}"),
                Text("联网更新任务和法律目录。", "Update assignment and catalogue online."),
            )
        elif basis.state is BasisState.UNVERIFIED:
            # C-05: a law whose article nobody has read must not stand in a final document
            judged = error if basis.is_law else warning
            yield judged(
                "L-19",
                "assignment",
                Text(f"检查依据待核：{basis.text}", f"Basis not verified: {basis.text}"),
                Text("请法制机构核对条号。", "Have the legal unit check the article."),
            )


def _of_finding(
    finding: Finding, snapshot: VisitSnapshot, catalogue: Catalogue, day: date
) -> Iterator[FilingProblem]:
    place = f"finding:{finding.item}"
    orders = any(code.startswith("O") for code in finding.consequence)
    bases = [catalogue.resolve(key, day) for key in finding.basis]
    if orders and bases and not any(basis.is_law for basis in bases):
        yield error(
            "L-19",
            place,
            Text(
                f"{finding.item} 责令改正，依据不是法律、法规、规章。",
                f"{finding.item}: an order rests on something that is not law.",
            ),
            Text("改为只记录，或补充法律依据。", "Record only, or add a legal basis."),
        )
    acting = snapshot.assignment.agency_short
    acts = any(parse_code(code).code not in _ANYBODY for code in finding.consequence)
    by = {body for key in finding.basis for band in catalogue.bands(key) for body in band.by}
    if finding.decision is not Decision.OPEN and acts and by and acting not in by:
        bodies = "、".join(sorted(by))
        yield warning(
            "C-07",
            place,
            Text(
                f"{finding.item} 所引罚则由{bodies}处罚，本机关不是。",
                f"{finding.item}: the penalty article names {bodies}, not this agency.",
            ),
            Text("核对主管机关，需要的移送。", "Check who is competent; transfer if need be."),
        )
