"""Builds the services over an open store: the one place that knows who needs whom.

Called by `workspace` at the first unlock. Must never keep a global: everything made here is handed
on.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from inspector_app.clock import Clock
from inspector_app.crypto.vault import Vault
from inspector_app.domain.identifiers import Entropy, InspectionId, ItemCode
from inspector_app.installation import resource
from inspector_app.services.assignments import Assignments
from inspector_app.services.checklist import ChecklistForRecord
from inspector_app.services.deadlines import Deadlines, TermsShelf
from inspector_app.services.evidence import Evidence
from inspector_app.services.findings import Findings
from inspector_app.services.forms_shelf import FormShelf
from inspector_app.services.inspections import Inspections
from inspector_app.services.law_shelf import LawShelf
from inspector_app.services.ledger import Ledger
from inspector_app.services.ledger_import import LedgerImport
from inspector_app.services.people import People
from inspector_app.services.press import Press
from inspector_app.services.records import Records
from inspector_app.services.sealing import Sealing
from inspector_app.services.signing import Signing
from inspector_app.services.stored_files import StoredFiles
from inspector_app.services.sync import Sync
from inspector_app.services.writing import Gathering, Writing
from inspector_app.storage.db import Store
from inspector_app.storage.evidence_files import EvidenceFiles

FORM_CACHE = "form-cache"
EVIDENCE = "evidence"


@dataclass(frozen=True, slots=True)
class Services:
    """Every service over one open store."""

    store: Store
    forms: FormShelf
    law: LawShelf
    assignments: Assignments
    deadlines: Deadlines
    ledger: Ledger
    ledger_import: LedgerImport
    inspections: Inspections
    evidence: Evidence
    findings: Findings
    writing: Writing
    signing: Signing
    sealing: Sealing
    records: Records
    sync: Sync


def compose(
    folder: Path,
    store: Store,
    store_key: bytes,
    vault: Vault,
    people: People,
    clock: Clock,
    entropy: Entropy,
) -> Services:
    """Build every service and clear up what a dead process left behind.

    Args:
        folder: The workspace's folder.
    Raises:
        KnownError: `store.io` when the folder cannot be written.
    """
    files = EvidenceFiles(folder / EVIDENCE, store, store_key, clock, entropy)
    files.sweep()
    law = LawShelf(store, resource("law"), resource("profiles"))
    forms = FormShelf(store, folder / FORM_CACHE, clock)
    inspections = Inspections(store, people, forms, law, clock, entropy)

    def photo_rule(inspection_id: InspectionId, item: ItemCode) -> str:
        definition = inspections.checklist(inspection_id).outline.items.get(item)
        return definition.group.insp.get("photo", "-") if definition else "-"

    stored = StoredFiles(store, files)
    press = Press()
    gathering = Gathering(
        store, clock, law, lambda visit: ChecklistForRecord(inspections.checklist(visit))
    )
    writing = Writing(store, clock, gathering, law, press.covers)
    signing = Signing(store, clock, writing, press, stored)
    return Services(
        store=store,
        forms=forms,
        law=law,
        assignments=Assignments(store),
        deadlines=Deadlines(store, clock, TermsShelf(resource("terms"))),
        ledger=Ledger(store),
        ledger_import=LedgerImport(store, clock, entropy),
        inspections=inspections,
        evidence=Evidence(store, files, clock, photo_rule),
        findings=Findings(store, clock, gathering, law),
        writing=writing,
        signing=signing,
        sealing=Sealing(store, clock, entropy, vault, writing, signing, press, stored, files),
        records=Records(store, writing, press, stored),
        sync=Sync(store, files, forms, law, clock, entropy),
    )
