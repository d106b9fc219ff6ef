"""The checklist of a visit: durable answers over the form engine, and what screens see of it.

`Checklist` is made by `services.inspections`; views are plain values.
"""

from inspector_app.services.checklist.checklist import Checklist
from inspector_app.services.checklist.for_record import ChecklistForRecord
from inspector_app.services.checklist.views import (
    Answer,
    BasisView,
    ColumnView,
    DrawView,
    ItemView,
    PartView,
    RowView,
    SaveResult,
    SectionView,
    TableView,
)

__all__ = [
    "Answer",
    "BasisView",
    "Checklist",
    "ChecklistForRecord",
    "ColumnView",
    "DrawView",
    "ItemView",
    "PartView",
    "RowView",
    "SaveResult",
    "SectionView",
    "TableView",
]
