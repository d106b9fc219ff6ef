"""Every repository over one connection: what a transaction or a question works with.

Built by `db.Store` for each call; cheap on purpose. Must hold no state of its own.
"""

from __future__ import annotations

from inspector_app.storage.assignments import AssignmentTable
from inspector_app.storage.blobs import BlobTable
from inspector_app.storage.device import DeviceTable
from inspector_app.storage.drafts import DraftTable
from inspector_app.storage.draws import DrawTable
from inspector_app.storage.events import EventTable
from inspector_app.storage.evidence import EvidenceTable
from inspector_app.storage.feed import FeedTable
from inspector_app.storage.findings import FindingTable
from inspector_app.storage.forms import FormTable
from inspector_app.storage.inspections import InspectionTable
from inspector_app.storage.lanes import LaneTable
from inspector_app.storage.laws import LawTable
from inspector_app.storage.meta import MetaTable
from inspector_app.storage.notes import NoteTable
from inspector_app.storage.officers import OfficerTable
from inspector_app.storage.outbox import OutboxTable
from inspector_app.storage.procedure import ProcedureTable
from inspector_app.storage.receipts import ReceiptTable
from inspector_app.storage.records import RecordTable
from inspector_app.storage.signing import SigningTable
from inspector_app.storage.sqlcipher import Sql
from inspector_app.storage.units import UnitTable


class Tables:
    """One attribute a noun; all of them see and change the same transaction."""

    def __init__(self, sql: Sql) -> None:
        self.meta = MetaTable(sql)
        self.device = DeviceTable(sql)
        self.officers = OfficerTable(sql)
        self.units = UnitTable(sql)
        self.assignments = AssignmentTable(sql)
        self.forms = FormTable(sql)
        self.laws = LawTable(sql)
        self.feed = FeedTable(sql)
        self.inspections = InspectionTable(sql)
        self.drafts = DraftTable(sql)
        self.draws = DrawTable(sql)
        self.events = EventTable(sql)
        self.procedure = ProcedureTable(sql)
        self.notes = NoteTable(sql)
        self.blobs = BlobTable(sql)
        self.evidence = EvidenceTable(sql)
        self.findings = FindingTable(sql)
        self.signing = SigningTable(sql)
        self.records = RecordTable(sql)
        self.outbox = OutboxTable(sql)
        self.receipts = ReceiptTable(sql)
        self.lanes = LaneTable(sql)
