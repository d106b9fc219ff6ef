"""Figures for the ledger: 1,000,000 units in an encrypted store, searched by every keystroke.

Run by hand: `python -m tests.bench.bench_ledger [COUNT] [STORE]`; a store that is there already is
searched again without a new import. Prints beside the promise (50 ms p95), asserts nothing.
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from inspector_app.storage.db import Store
from inspector_app.storage.grams import initials_of, normalise
from inspector_app.storage.tables import Tables
from tests.builders.ledgers import units

KEY = bytes(range(32))
SHOWN = 61
EACH = 60


def typed(samples: list[str], category: str = "") -> list[tuple[str, str]]:
    """Return every keystroke of typing the samples."""
    return [(text[: n + 1], category) for text in samples for n in range(len(text))]


def questions(store: Store) -> dict[str, list[tuple[str, str]]]:
    """Return what people type, by kind."""
    chance = random.Random(7)
    count = store.read(lambda tables: tables.units.count())
    chosen = [
        store.read(lambda t, at=at: t.units.search("", limit=1, offset=at))[0]  # type: ignore[misc]
        for at in (chance.randrange(min(count, 20_000)) for _ in range(EACH))
    ]
    names = [one.name for one in chosen]
    letters = [initials_of(normalise(one.name))[0] for one in chosen]
    return {
        "name from its start": typed([name[:10] for name in names]),
        "part of a name": typed([name[-6:] for name in names]),
        "initials": typed([one[-6:] for one in letters]),
        "credit code": typed([one.credit_code for one in chosen[:20]]),
        "end of a number": typed([one.facts["police_filing_no"][-6:] for one in chosen]),
        "address": typed([one.address[3:18] for one in chosen]),
        "two words": typed([f"{one.address[6:9]} {one.name[-4:]}" for one in chosen]),
        "part of a name, data centres": typed([name[-6:] for name in names], "idc_room"),
        "what is not there": typed(
            ["吧网网吧", "网网吧吧", "zzzqq", "999999999", "号室层店", "吧有网络科"]
        ),
    }


def report(what: str, taken: list[float], note: str = "") -> None:
    """Print median, 95th percentile and worst in milliseconds."""
    taken = sorted(1000 * one for one in taken)
    p95 = taken[min(len(taken) - 1, int(len(taken) * 0.95))]
    print(
        f"{what:32} {statistics.median(taken):8.1f} ms  p95 {p95:8.1f}  worst {taken[-1]:8.1f}"
        f"  n={len(taken)} {note}",
        flush=True,
    )


def timed(call: Callable[[], object]) -> float:
    """Return the seconds a call takes."""
    begun = time.perf_counter()
    call()
    return time.perf_counter() - begun


def fill(path: Path, count: int) -> Store:
    """Make a store with invented units and print the rate."""
    store = Store.create(path, KEY)

    def change(tables: Tables) -> None:
        tables.units.begin_bulk()
        tables.units.add_all(units(count))
        tables.units.end_bulk()

    made = timed(lambda: sum(1 for _ in units(min(count, 20_000)))) * count / min(count, 20_000)
    taken = timed(lambda: store.write(change))
    size = sum(one.stat().st_size for one in path.parent.glob(path.name + "*"))
    print(
        f"{count:,} units in {taken:.0f} s ({made:.0f} s of it inventing them):"
        f" {count / (taken - made):,.0f} rows/s; {size / 1e6:,.0f} MB on disk",
        flush=True,
    )
    return store


def main() -> None:
    """Fill when needed, then search."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(folder) / "store.db"
        store = Store.open(path, KEY) if path.exists() else fill(path, count)
        print(f"{path.stat().st_size / 1e6:,.0f} MB")
        report("count", [timed(lambda: store.read(lambda t: t.units.count())) for _ in range(20)])
        opened = [
            timed(lambda: store.read(lambda t: t.units.search("", limit=SHOWN))) for _ in range(20)
        ]
        report("first page", opened)
        worst: list[tuple[float, str]] = []
        for kind, asked in questions(store).items():
            taken = []
            for text, category in asked:
                seconds = timed(
                    lambda text=text, category=category: store.read(  # type: ignore[misc]
                        lambda t: t.units.search(text, category, SHOWN)
                    )
                )
                taken.append(seconds)
                worst.append((seconds, text))
            report(kind, taken)
        report("every keystroke", [one for one, _ in worst])
        print("slowest:", [(text, round(one * 1000)) for one, text in sorted(worst)[-12:]])
        store.close()


if __name__ == "__main__":
    main()
