"""A PDF against its sealed record: the same, the same to the eye, changed, or not ours to judge."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from io import BytesIO

import pypdfium2
import pytest

from inspector_app.clock import CHINA, unix_seconds
from inspector_app.crypto.authority import Authority
from inspector_app.crypto.keys import SigningKey, SoftwareSigner
from inspector_app.crypto.requests import make_csr
from inspector_app.domain.identifiers import PersonId
from inspector_app.domain.officers import Credential, Officer, Role
from inspector_app.records.container import read_container, write_container
from inspector_app.records.content import RecordContent, to_leaves
from inspector_app.records.package import (
    CorePackage,
    build_core,
    open_package,
    seal_entry,
    write_package,
)
from inspector_app.records.seal import close_seal, prepare_seal, sign_seal
from inspector_app.services.documents import (
    DocumentMatch,
    FontSet,
    SealStamp,
    compare_document,
    compose_record,
    render_record,
)

NOW = datetime(2026, 11, 18, 16, 36, tzinfo=CHINA)
RECORD_ID = bytes.fromhex("019a0000000070008000000000000001")


class CountingEntropy:
    """Deterministic bytes, so that every run seals the same record."""

    def __init__(self) -> None:
        self._count = 0

    def __call__(self, length: int) -> bytes:
        self._count += 1
        return hashlib.shake_256(f"documents/{self._count}".encode()).digest(length)


@dataclass(frozen=True)
class Sealed:
    """A sealed record with its PDF."""

    content: RecordContent
    core: CorePackage
    package: bytes
    pdf: bytes

    @property
    def stamp(self) -> SealStamp:
        package = open_package(self.package)
        return SealStamp(
            RECORD_ID, package.seal.root, seal_entry(self.core), package.seal.sealed_at
        )


Seal = Callable[..., Sealed]


@pytest.fixture(scope="module")
def seal(thumbs: dict[str, bytes]) -> Seal:
    entropy = CountingEntropy()
    authority = Authority.create("示例市演示单位", now=NOW - timedelta(days=30), entropy=entropy)
    signers = [_officer(authority, entropy, n) for n in (1, 2)]
    key = SigningKey(entropy(32))
    csr = make_csr(key, "d-1", "演示笔记本")
    device = SoftwareSigner(
        key,
        authority.issue_device(
            csr, device_id="d-1", name="演示笔记本", agency="示例", now=NOW, entropy=entropy
        ),
    )

    def run(content: RecordContent, *, annex: bool = False, **leaf: object) -> Sealed:
        fonts = FontSet.bundled()
        composed = compose_record(content, thumbnails=thumbs.get, fonts=fonts, annex=annex)
        document = {**composed.document_leaf(), **leaf}
        content = replace(content, document=document)  # type: ignore[arg-type]
        prepared = prepare_seal(
            to_leaves(content),
            record_id=RECORD_ID,
            sealed_at=unix_seconds(NOW),
            form_sha256=bytes(32),
            unit_code="92990102MA0000123X",
            outcome=1,
            entropy=entropy,
        )
        signatures = [sign_seal(prepared, signer) for signer in signers]
        closing = close_seal(prepared, signatures, device, 1, bytes(32))
        certificates = [signer.certificate for signer in (*signers, device)]
        core = build_core(prepared, signatures, closing, [*certificates, *authority.intermediates])
        package = write_package(core, derivatives=thumbs)
        sealed = Sealed(content, core, package, b"")
        return replace(sealed, pdf=render_record(composed, content, sealed.stamp, package))

    return run


def _officer(authority: Authority, entropy: CountingEntropy, n: int) -> SoftwareSigner:
    person = Officer(
        PersonId(f"p-{n}"),
        f"演示{'甲乙'[n - 1]}",
        Role.OFFICER,
        "执法员",
        Credential(f"示例-000{n}", "示例", date(2025, 1, 1), date(2027, 12, 31)),
    )
    key = SigningKey(entropy(32))
    csr = make_csr(key, str(person.person_id), person.name)
    return SoftwareSigner(key, authority.issue_officer(csr, person, now=NOW, entropy=entropy))


@pytest.mark.parametrize("annex", [False, True])
def test_the_printed_record_compares_as_the_same_bytes(
    seal: Seal, content: RecordContent, annex: bool
) -> None:
    sealed = seal(content, annex=annex)
    assert compare_document(sealed.pdf, open_package(sealed.package)) is DocumentMatch.SAME_BYTES


def test_bytes_another_program_added_leave_the_same_picture(
    seal: Seal, content: RecordContent
) -> None:
    sealed = seal(content)
    longer = sealed.pdf + b"\n% added by another program\n"
    assert compare_document(longer, open_package(sealed.package)) is DocumentMatch.SAME_PICTURE


def test_a_page_of_many_metres_is_seen_and_not_drawn(seal: Seal, content: RecordContent) -> None:
    sealed = seal(content)
    document = pypdfium2.PdfDocument(sealed.pdf)
    document[0].set_mediabox(0, 0, 1e6, 1e6)
    document[0].set_cropbox(0, 0, 1e6, 1e6)
    vast = BytesIO()
    document.save(vast)
    document.close()
    match = compare_document(vast.getvalue(), open_package(sealed.package))
    assert match is DocumentMatch.DIFFERS


def test_another_word_on_the_paper_is_seen(
    seal: Seal, content: RecordContent, thumbs: dict[str, bytes]
) -> None:
    sealed = seal(content)
    other = replace(sealed.content, unit={**sealed.content.unit, "phone": "0000-1234568"})
    composed = compose_record(other, thumbnails=thumbs.get, fonts=FontSet.bundled())
    forged = render_record(composed, other, sealed.stamp, sealed.package)
    assert compare_document(forged, open_package(sealed.package)) is DocumentMatch.DIFFERS


def test_a_thumbnail_swapped_inside_the_package_is_seen(
    seal: Seal, content: RecordContent, thumbs: dict[str, bytes]
) -> None:
    sealed = seal(content)
    first, second = list(thumbs.values())[:2]
    entries = read_container(sealed.package).entries
    swapped = write_container(
        [(name, second if data == first else data) for name, data in entries.items()]
    )
    composed = compose_record(sealed.content, thumbnails=thumbs.get, fonts=FontSet.bundled())
    forged = render_record(composed, sealed.content, sealed.stamp, swapped)
    assert compare_document(forged, open_package(sealed.package)) is DocumentMatch.DIFFERS


def test_another_record_inside_is_seen(seal: Seal, content: RecordContent) -> None:
    one = seal(content)
    two = seal(replace(content, party={**content.party, "objection": "时间不准。"}))
    assert compare_document(one.pdf, open_package(two.package)) is DocumentMatch.DIFFERS


@pytest.mark.parametrize(
    "leaf",
    [{"layout": "D99"}, {"version": 99}, {"fonts": {"serif-400": "0" * 64}}, {"fonts": "none"}],
)
def test_a_layout_or_font_we_lack_is_not_judged(
    seal: Seal, content: RecordContent, leaf: dict[str, object]
) -> None:
    sealed = seal(content, **leaf)
    assert compare_document(sealed.pdf, open_package(sealed.package)) is DocumentMatch.NO_RENDERER


def test_sealed_page_digests_that_do_not_fit_are_seen(seal: Seal, content: RecordContent) -> None:
    sealed = seal(content, page_sha256=["0" * 64])
    assert compare_document(sealed.pdf, open_package(sealed.package)) is DocumentMatch.DIFFERS
