"""Facts about files: evidence originals and the printed document.

Called by `verify`. Originals may be in the package, in a store, or missing. Must never hold a whole
original in memory when it comes as a path.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from inspector_app.crypto.digest import sha256_file, sha256_hex
from inspector_app.domain.procedure.two_officers import Reason
from inspector_app.records.surroundings import (
    Content,
    EvidenceSource,
    Work,
    finding_of,
    group,
    single,
)
from inspector_app.records.verdict import Finding, State


def evidence(work: Work) -> Finding:
    """Whether every listed original is here, unaltered, and no other."""
    package = work.package
    listed: dict[str, int] = {}
    derived: set[str] = set()
    for entry in group(package, "evidence"):
        digest, size = str(entry.get("sha256", "")), entry.get("size_bytes", -1)
        listed[digest] = size if isinstance(size, int) else -1
        derived.add(str(entry.get("thumb_sha256", "")))
    reasons = []
    found = 0
    for digest, size in listed.items():
        content = (
            package.evidence[digest]
            if digest in package.evidence
            else _from_source(work.around.evidence, digest)
        )
        if content is None:
            continue
        found += 1
        if _digest_and_size(content) != (digest, size):
            reasons.append(Reason.of("evidence.altered", place=f"evidence/{digest}"))
    for digest, view in package.derivatives.items():
        if sha256_hex(view) != digest:
            reasons.append(Reason.of("evidence.altered", place=f"derivative/{digest}"))
        elif digest not in derived:
            reasons.append(Reason.of("evidence.unlisted", place=f"derivative/{digest}"))
    reasons += [
        Reason.of("evidence.unlisted", place=f"evidence/{digest}")
        for digest in package.evidence
        if digest not in listed
    ]
    if reasons:
        return finding_of(reasons)
    if not listed:
        return Finding(State.NOT_APPLICABLE)
    if found < len(listed):
        return Finding(
            State.UNKNOWN, (Reason.of("evidence.missing", found=found, total=len(listed)),)
        )
    return Finding(State.YES)


def _from_source(source: EvidenceSource | None, digest: str) -> Content | None:
    if source is None:
        return None
    return source.get(digest) if isinstance(source, Mapping) else source(digest)


def _digest_and_size(content: Content) -> tuple[str, int]:
    if isinstance(content, Path):
        return sha256_file(content)
    return sha256_hex(content), len(content)


def document(work: Work) -> Finding:
    """Whether the printed pages show what was sealed."""
    if work.around.renderer is None:
        return Finding(State.NOT_APPLICABLE)
    outcome = work.around.renderer(work.package)
    if outcome == "same-bytes":
        return Finding(State.YES)
    if outcome == "same-picture":
        # The same renderer writes the same bytes: then other bytes were put there afterwards.
        stated = single(work.package, "document").get("renderer", "")
        same_renderer = bool(work.around.renderer_id) and stated == work.around.renderer_id
        reason = Reason.of("document.differs" if same_renderer else "document.same-picture")
        return Finding(State.NO if same_renderer else State.YES, (reason,))
    if outcome == "no-renderer":
        return Finding(State.UNKNOWN, (Reason.of("document.no-renderer"),))
    return Finding(State.NO, (Reason.of("document.differs"),))
