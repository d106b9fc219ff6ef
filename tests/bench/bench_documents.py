"""Figures for P8, P9: the record as PDF, first in a process and again; a preview page.

Run by hand: `python tests/bench/bench_documents.py`. Prints beside the promise, asserts nothing.
"""

from __future__ import annotations

import hashlib
import runpy
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILDERS = ROOT / "tests" / "unit" / "services" / "documents" / "conftest.py"
RUNS = 20


def first() -> None:
    """Print milliseconds for imports and for the first record of this process."""
    builders = runpy.run_path(str(BUILDERS))
    photos = [builders["draw_photo"](n, p[2]) for n, p in enumerate(builders["PHOTOS"])]
    thumbs = {hashlib.sha256(data).hexdigest(): data for data in photos}
    content = builders["cafe_record"](tuple(thumbs))
    from inspector_app.services import documents

    stamp = documents.SealStamp(bytes(16), bytes(32), bytes(range(254)), 1795077360)

    def make() -> bytes:
        fonts = documents.FontSet.bundled()
        composed = documents.compose_record(content, thumbnails=thumbs.get, fonts=fonts, annex=True)
        return documents.render_record(composed, content, stamp, bytes(100_000))

    begun = time.perf_counter()
    pdf = make()
    print(f"first {1000 * (time.perf_counter() - begun):.0f}")
    again, pages = [], []
    for _ in range(RUNS):
        begun = time.perf_counter()
        make()
        again.append(1000 * (time.perf_counter() - begun))
        begun = time.perf_counter()
        documents.raster_page(pdf, 1, 150)
        pages.append(1000 * (time.perf_counter() - begun))
    print(f"again {_p95(again):.0f}")
    print(f"page {_p95(pages):.0f}")
    print(f"kB {len(pdf) / 1000:.0f} pages {documents.page_count(pdf)}")


def _p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]


def main() -> None:
    """Run a few fresh processes and print the figures."""
    firsts = []
    for _ in range(5):
        done = subprocess.run(
            [sys.executable, __file__, "--one"],
            capture_output=True,
            text=True,
            check=True,
            cwd=ROOT,
        )
        lines = dict(line.split(" ", 1) for line in done.stdout.splitlines())
        firsts.append(float(lines["first"]))
    print(f"P8 record PDF, first in process: {max(firsts):.0f} ms (promise 600)")
    print(f"P8 record PDF, again, p95: {lines['again']} ms (promise 300)")
    print(f"P9 preview page at 150 dpi, p95: {lines['page']} ms (promise 60)")
    print(f"size: {lines['kB']}")


if __name__ == "__main__":
    if "--one" in sys.argv:
        first()
    else:
        main()
