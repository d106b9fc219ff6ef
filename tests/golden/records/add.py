"""Writes one more golden record: `python -m tests.golden.records.add FOLDER_NAME`.

Run once for each release that changes what is written, and never again for the same name: the files
beside this one are what was released, and every later version must still read them.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from inspector_app.records.content import (
    JsonValue,
    OpeningLine,
    Paragraph,
    RecordContent,
    SampleTable,
    to_leaves,
)
from inspector_app.records.package import open_core, withhold, write_package
from inspector_app.records.qr import PageMark, check_text, page_check, page_qr, seal_qr
from tests.builders.sealing import NOW, World, judge, make_world, receipt_for, seal_core

PHOTOS = {
    "主入口": b"\xff\xd8\xff\xe0 golden photo one",
    "登记台": b"\xff\xd8\xff\xe0 golden photo two",
}
THUMB = b"\xff\xd8\xff\xe0 golden thumbnail"


def main(name: str) -> int:
    """Write the folder; refuse when it exists."""
    folder = Path(__file__).parent / name
    if folder.exists():
        sys.stderr.write(f"{folder} is released and stays as it is\n")
        return 1
    folder.mkdir()
    world = make_world(f"golden {name}")
    evidence = {digest_of(photo): photo for photo in PHOTOS.values()}
    thumbs = {digest_of(THUMB): THUMB}
    core = seal_core(world, to_leaves(content_of(world)))
    receipt = receipt_for(world, core, evidence=tuple(evidence))
    package = open_core(core)
    check = page_check(package.seal.root, 1, 2, hashlib.sha256(b"page one").digest())
    public = withhold(core, lambda pointer: not pointer.startswith(("/persons/present", "/notes")))
    files = {
        "record.insp": write_package(core, evidence, thumbs),
        "received.insp": write_package(core, evidence, thumbs, receipt),
        "copy.insp": write_package(public, receipt=receipt),
        "receipt.dsse.json": receipt.receipt,
        "receipt.tlog-proof": receipt.proof,
        "bureau-root.pem": world.authority.root.pem,
        "seal-qr.txt": seal_qr(package.entry).encode("ascii"),
        "page-qr.txt": page_qr(PageMark(package.seal.record_id, check, 1, 2)).encode("ascii"),
    }
    verdict = judge(world, core, evidence=evidence, receipt=receipt)
    expected = {
        "judged_at": (NOW + timedelta(hours=2)).isoformat(),
        "page_text": "page one",
        "page_check": check_text(check),
        "verdict": verdict.to_json(),
        "leaves": dict(sorted(package.leaves.items())),
        "sha256": {path: digest_of(content) for path, content in files.items()},
    }
    for path, content in files.items():
        (folder / path).write_bytes(content)
    text = json.dumps(expected, ensure_ascii=False, indent=1, sort_keys=True)
    (folder / "expected.json").write_text(text + "\n", "utf-8")
    return 0


def digest_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def content_of(world: World) -> RecordContent:
    """A small visit with every kind of leaf; invented persons and units."""
    officers = [signer.certificate for signer in world.officers]
    ink: dict[str, JsonValue] = {
        "width": 600,
        "height": 200,
        "strokes": [[[10, 20, 500, 0], [30, 40, 700, 16]]],
        "text_sha256": "5a" * 32,
        "wall": "2026-11-18T15:20:00+08:00",
    }
    return RecordContent(
        form={"id": "insp-wb", "version": "2026.1", "title": "网吧检查表", "sha256": "ab" * 32},
        app={"version": "0.1.0", "build": "golden"},
        unit={
            "name": "示例网吧（演示）",
            "credit_code": "91000000MA0000000X",
            "category": "internet_cafe",
        },
        assignment={"number": "示文综检审〔2026〕1号", "agency": officers[0].agency},
        visit={"start": "2026-11-18T14:00:00+08:00", "place": "示例路1号"},
        persons={
            "officer": tuple(
                {
                    "name": officer.name,
                    "person_id": officer.person_id,
                    "credential_no": officer.credential_no,
                    "agency": officer.agency,
                }
                for officer in officers
            ),
            "present": ({"name": "演示丁", "post": "店长", "id_kind": "未核验"},),
        },
        opening=(OpeningLine("是否听清？", "听清了。"),),
        narrative=(Paragraph("入口标志", "入口处有未成年人禁入标志。", ("WB-01",), "WB-T1"),),
        samples=(
            SampleTable(
                "WB-T1",
                "终端抽查",
                ("座位", "实名"),
                (("A01", "是"), ("A02", "否")),
                ((1, 1),),
                "2台",
                {"method": "seeded", "seed": "00" * 16, "n": "2"},
            ),
        ),
        findings=(
            {"item": "WB-12", "title": "实名登记", "fact": "A02 未登记。", "basis": ["cafe:23"]},
        ),
        evidence=tuple(evidence_of()),
        procedure=tuple(procedure_of(world)),
        party={"mode": "ink", "name": "演示丁", "statement": "已说明。", "objection": "无"},
        answers={
            "/data/s01/wb_01/wb_01_v": {"value": "ok", "officer": "p-0001", "seq": 12},
            "/data/tables/wb_t1[2]/wb_t1_c2": {"value": "否", "officer": "p-0002", "seq": 13},
        },
        notes=(
            {
                "item": "WB-12",
                "kind": "internal",
                "text": "复查时再看。",
                "officer": "p-0001",
                "seq": 14,
            },
        ),
        ink={"party": ink, "officer-1": ink, "officer-2": ink},
        place={"lat": "30.123456", "lon": "-120.654321"},
        document={"layout": "D03", "version": 1, "pages": 2, "text_sha256": "5a" * 32},
        chain={"device": "d-0001", "after_seq": 6, "after": "11" * 32},
        time={
            "wall": "2026-11-18T15:30:00+08:00",
            "monotonic_ns": 7_200_000_000_000,
            "boot_id": "golden",
            "checkpoint": "",
        },
    )


def evidence_of() -> list[Mapping[str, JsonValue]]:
    return [
        {
            "n": n,
            "kind": "photo",
            "title": title,
            "sha256": digest_of(photo),
            "size_bytes": len(photo),
            "mime": "image/jpeg",
            "source": "file",
            "thumb_sha256": digest_of(THUMB) if n == 1 else "",
        }
        for n, (title, photo) in enumerate(PHOTOS.items(), 1)
    ]


def procedure_of(world: World) -> list[Mapping[str, JsonValue]]:
    return [
        {
            "seq": seq,
            "kind": "credential-shown",
            "person": signer.certificate.person_id,
            "wall": f"2026-11-18T14:00:{seq * 10:02}+08:00",
            "monotonic_ns": (1_800 + seq * 10) * 1_000_000_000,
            "detail": {"number": signer.certificate.credential_no},
        }
        for seq, signer in enumerate(world.officers, 1)
    ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
