"""Sealing (封存): see `service`."""

from inspector_app.services.sealing.keeping import DOCUMENT, THUMBNAIL
from inspector_app.services.sealing.service import SealedRecord, Sealing
from inspector_app.services.sealing.tree import Outcome

__all__ = ["DOCUMENT", "THUMBNAIL", "Outcome", "SealedRecord", "Sealing"]
