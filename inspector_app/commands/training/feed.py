"""The training world as a feed: what a bureau gives its laptops on a training day.

Called by `inspector bureau init --seed-training` and the training world. Putting it in twice on one
day changes nothing. Must never be loaded into a bureau that works for real.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date, time
from pathlib import Path

from inspector_app.bureau.house import Bureau, load_feed
from inspector_app.clock import CHINA
from inspector_app.commands.training import data
from inspector_app.domain.checklists import shipped
from inspector_app.installation import checklist, resource
from inspector_app.services.law_shelf import shipped_entries
from inspector_app.wire.feed import FeedValue, FormRef, LawRef
from inspector_app.xforms import load_form

FORMS = shipped()
FIRST_AT = time(9, 30)


def training_feed(
    today: date, first_at: time = FIRST_AT, *, cache: Path | None = None
) -> tuple[tuple[FeedValue, ...], tuple[bytes, ...]]:
    """Return everything for a day, and the files of checklists and law.

    Args:
        first_at: When the first visit may begin.
        cache: Folder for compiled checklists, None for none.
    """
    refs: dict[str, FormRef] = {}
    files = []
    for folder in FORMS:
        book = checklist(folder, f"{folder}.xlsx")
        content = book.read_bytes()
        form = load_form(content, name=book.name, cache=cache)
        files.append(content)
        refs[folder] = FormRef(
            form_id=form.id,
            version=form.version,
            title=form.title,
            name=book.name,
            sha256=form.sha256,
            size=len(content),
        )
    laws = _law_catalogue()
    files.append(laws)
    named = {folder: (ref.form_id, ref.version, ref.sha256) for folder, ref in refs.items()}
    items: tuple[FeedValue, ...] = (
        *data.officers(today),
        *data.units(today),
        *refs.values(),
        LawRef(version="1", sha256=hashlib.sha256(laws).hexdigest(), size=len(laws)),
        *data.assignments(today, named, first_at),
    )
    return items, tuple(files)


def seed(
    bureau: Bureau,
    today: date | None = None,
    first_at: time = FIRST_AT,
    *,
    cache: Path | None = None,
) -> int:
    """Load the training world into a bureau; returns the number of the feed's last item."""
    day = today or bureau.clock.now().astimezone(CHINA).date()
    items, files = training_feed(day, first_at, cache=cache)
    return load_feed(bureau, items, files=files)


def _law_catalogue() -> bytes:
    return json.dumps(shipped_entries(resource("law")), ensure_ascii=False, sort_keys=True).encode(
        "utf-8"
    )
