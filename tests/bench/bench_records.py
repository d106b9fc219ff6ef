"""Figures for R14: seal a record of 60 answers and 20 photos, verify it with 20 x 4 MB.

Run by hand: `python -m tests.bench.bench_records`. Prints beside the promise, asserts nothing.
"""

from __future__ import annotations

import hashlib
import os
import statistics
import time
from collections.abc import Callable
from datetime import timedelta

from inspector_app.records.content import JsonValue
from inspector_app.records.package import (
    CorePackage,
    open_package,
    seal_entry,
    withhold,
    write_package,
)
from inspector_app.records.verify import verify_package
from tests.builders.sealing import (
    NOW,
    World,
    make_leaves,
    make_world,
    prepare,
    receipt_for,
    seal_core,
)

RUNS = 40
PHOTO_BYTES = 4 << 20


def leaves_of(photos: dict[str, bytes]) -> dict[str, JsonValue]:
    """About 134 fields: 60 answers, the photos, 3 inks of 480 points."""
    leaves = make_leaves({digest: len(photo) for digest, photo in photos.items()})
    for n in range(60):
        leaves[f"/answers/data/s01/q{n}"] = {"value": f"答案{n}", "officer": "p-0001", "seq": n}
    for n in range(41):
        leaves[f"/unit/field{n}"] = f"示例文字{n}"
    for who in ("party", "officer-1", "officer-2"):
        stroke: list[JsonValue] = [[n % 600, n % 200, 500, n * 8] for n in range(480)]
        leaves[f"/ink/{who}"] = {"width": 600, "height": 200, "strokes": [stroke]}
    return leaves


def timed(what: str, call: Callable[[], object], runs: int = RUNS) -> None:
    """Print median and 95th percentile in milliseconds."""
    taken = []
    for _ in range(runs):
        begun = time.perf_counter()
        call()
        taken.append(1000 * (time.perf_counter() - begun))
    taken.sort()
    print(f"{what:44} {statistics.median(taken):8.2f} ms  p95 {taken[int(runs * 0.95)]:8.2f} ms")


def main() -> None:
    """Print every figure."""
    world: World = make_world("bench")
    photos = {
        hashlib.sha256(p).hexdigest(): p for p in (os.urandom(PHOTO_BYTES) for _ in range(20))
    }
    leaves = leaves_of(photos)
    core: CorePackage = seal_core(world, leaves)
    package = write_package(core, photos, receipt=receipt_for(world, core, evidence=tuple(photos)))
    seal = open_package(package)
    sizes = sum(len(content) for content in core.files().values())
    print(
        f"fields {len(leaves)}, leaves {seal.seal.leaf_count}, seal {len(seal.envelope.payload)} B,"
    )
    print(f"entry {len(seal_entry(core))} B, core package {sizes / 1000:.1f} KB")
    timed("tree and seal", lambda: prepare(world, leaves))
    timed("seal, both officers, device (goal 100)", lambda: seal_core(world, leaves))
    timed(
        "hash 20 photos", lambda: [hashlib.sha256(photo).digest() for photo in photos.values()], 5
    )
    timed("public copy (goal 50)", lambda: withhold(core, lambda pointer: "/unit/" not in pointer))
    at = NOW + timedelta(hours=2)

    def verify(data: bytes) -> object:
        return verify_package(open_package(data), anchors=world.anchors, at=at)

    small = write_package(core)
    timed("open and verify, no originals", lambda: verify(small))
    timed("open and verify, 20 x 4 MB (goal 1000)", lambda: verify(package), 10)


if __name__ == "__main__":
    main()
