"""The facts of the inspected unit that officers want before they knock."""

from __future__ import annotations

from collections.abc import Iterator

from inspector_app.services.inspection_views import InspectionView

from inspector_app.ui.i18n import Say


def unit_facts(view: InspectionView, say: Say) -> Iterator[tuple[str, str]]:
    """Yield (name, fact) pairs; facts the ledger does not have are left out."""
    unit, order = view.unit, view.assignment
    yield say("open.unit-name"), unit.name
    yield say("open.unit-address"), unit.address
    if unit.licence_no and unit.licence_valid_to is not None:
        day = say.full_day(unit.licence_valid_to)
        yield say("open.unit-licence"), say("open.unit-licence-to", number=unit.licence_no, day=day)
    elif unit.licence_no:
        yield say("open.unit-licence"), unit.licence_no
    approved = []
    if unit.facts.get("approved_computers"):
        approved.append(say("open.unit-computers", n=unit.facts["approved_computers"]))
    if unit.facts.get("area_m2"):
        approved.append(say("open.unit-area", n=unit.facts["area_m2"]))
    if approved:
        yield say("open.unit-approved"), ("，" if say.chinese else ", ").join(approved)
    if unit.representative:
        yield say("open.unit-head"), unit.representative
    visit = order.visits_this_year + 1
    if order.visits_cap:
        yield say("open.unit-visits"), say("open.unit-visits-fact", n=visit, cap=order.visits_cap)
    else:
        yield say("open.unit-visits"), say("open.unit-visits-free", n=visit)
