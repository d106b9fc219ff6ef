"""Evidence: what was taken on site and how it reached the record. Values only."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from inspector_app.domain.identifiers import ItemCode, PersonId, Sha256Hex


class EvidenceKind(StrEnum):
    """What it is; decides the heading it is numbered under (照片1, 文件1 ...)."""

    PHOTO = "photo"
    FILE = "file"
    VIDEO = "video"
    DOCUMENT_SCAN = "scan"


class EvidenceSource(StrEnum):
    """The way it came into the app."""

    CAMERA = "camera"
    FILE = "file"
    DROP = "drop"
    PASTE = "paste"
    FOLDER = "folder"
    SCAN = "scan"


@dataclass(frozen=True, slots=True)
class EvidenceEntry:
    """One piece of evidence of one inspection.

    Attributes:
        n: Number within the inspection and kind, 1 upwards; printed as 照片{n}.
        item: Check item it belongs to, '' for the visit as a whole.
        title: Short name, `主入口`; proves: what it shows.
        width, height: Pixels as seen upright (EXIF orientation applied); 0 if not a picture.
        exif_time: Time the file claims, ISO 8601 without offset, or ''.
        device_time: Laptop's time of intake, ISO 8601 with offset.
        thumb_sha256: Digest of the derived thumbnail (JPEG, longest side 640 px), '' if none.
    """

    n: int
    kind: EvidenceKind
    item: ItemCode
    title: str
    proves: str
    sha256: Sha256Hex
    size_bytes: int
    mime: str
    width: int
    height: int
    source: EvidenceSource
    exif_time: str
    device_time: str
    taken_by: PersonId
    thumb_sha256: str = ""
