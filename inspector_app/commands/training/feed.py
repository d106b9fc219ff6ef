"""The training world as a feed: what a bureau gives its laptops on a training day.

Called by `inspector bureau init --seed-training` and the demo. Putting it in twice on one day
changes nothing. Must never be loaded into a bureau that works for real.
"""

from __future__ import annotations

from datetime import date

from inspector_app.bureau.house import Bureau, load_feed
from inspector_app.clock import CHINA
from inspector_app.commands.training import data
from inspector_app.installation import checklist
from inspector_app.wire.feed import FeedValue, FormRef
from inspector_app.xforms import load_form

FORMS = ("internet_cafe", "idc_room", "gov_unit")


def training_feed(today: date) -> tuple[tuple[FeedValue, ...], tuple[bytes, ...]]:
    """Return ledger, roster, orders and checklists for a day, and the checklists' files."""
    refs: dict[str, FormRef] = {}
    files = []
    for folder in FORMS:
        workbook = checklist(folder, f"{folder}.xlsx").read_bytes()
        form = load_form(workbook, name=folder)
        files.append(workbook)
        refs[folder] = FormRef(
            form_id=form.id,
            version=form.version,
            title=form.title,
            name=f"{folder}.xlsx",
            sha256=form.sha256,
            size=len(workbook),
        )
    named = {folder: (ref.form_id, ref.version, ref.sha256) for folder, ref in refs.items()}
    items: tuple[FeedValue, ...] = (
        *data.officers(today),
        *data.units(today),
        *refs.values(),
        *data.assignments(today, named),
    )
    return items, tuple(files)


def seed(bureau: Bureau, today: date | None = None) -> int:
    """Load the training world into a bureau; returns the number of the feed's last item."""
    day = today or bureau.clock.now().astimezone(CHINA).date()
    items, files = training_feed(day)
    return load_feed(bureau, items, files=files)
