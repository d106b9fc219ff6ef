"""The record writes itself: from the answers of a visit to the words that are signed."""

from inspector_app.services.writing.gathering import Gathering
from inspector_app.services.writing.record import write_record
from inspector_app.services.writing.service import Writing
from inspector_app.services.writing.snapshot import VisitSnapshot

__all__ = ["Gathering", "VisitSnapshot", "Writing", "write_record"]
