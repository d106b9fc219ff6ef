"""Resumable uploads at the bureau: what is wanted, what is open, what became a blob.

Called by `api/blobs` and `api/uploads`. Bytes and offsets are the object store's; rows say only
whose upload it is and what it is to become.
Source: sync-and-bureau design, section 4.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select, update

from inspector_app.bureau import schema
from inspector_app.bureau.database import Database
from inspector_app.bureau.moments import ms
from inspector_app.bureau.objects import ObjectStore
from inspector_app.bureau.rows import insert_new
from inspector_app.domain.identifiers import Entropy
from inspector_app.errors import KnownError
from inspector_app.wire import limits
from inspector_app.wire.blobs import BlobRef, BlobsAnswer, Wanted

EVERY_DEVICE = "*"
"""Sender of what the bureau itself gives out: forms, the law catalogue."""

_OPEN, _COMPLETE = "open", "complete"


@dataclass(frozen=True, slots=True)
class Upload:
    """An upload of one device.

    Attributes:
        offset: Bytes held; equals `size` once complete.
        size: Bytes declared.
    """

    id: str
    sha256: str
    size: int
    offset: int
    complete: bool


class Uploads:
    """Open uploads and stored blobs of one bureau."""

    def __init__(self, database: Database, objects: ObjectStore, entropy: Entropy) -> None:
        self._database = database
        self._objects = objects
        self._entropy = entropy

    def check(self, device_id: str, blobs: tuple[BlobRef, ...]) -> BlobsAnswer:
        """Tell which blobs are wanted.

        A blob another device sent is wanted again: else anyone could ask what the bureau holds.
        """
        digests = [ref.sha256 for ref in blobs]
        with self._database.read() as connection:
            have = set(self.sent_by(connection, device_id, digests))
            opened = {
                row.sha256: row.id
                for row in connection.execute(
                    select(schema.upload.c.sha256, schema.upload.c.id).where(
                        schema.upload.c.device_id == device_id,
                        schema.upload.c.sha256.in_(digests),
                        schema.upload.c.state == _OPEN,
                    )
                )
            }
        want = []
        for digest in dict.fromkeys(digests):
            if digest not in have:
                offset = self._objects.offset(opened[digest]) if digest in opened else None
                want.append(
                    Wanted(sha256=digest)
                    if offset is None
                    else Wanted(sha256=digest, offset=offset, upload=opened[digest])
                )
        return BlobsAnswer(
            have=tuple(digest for digest in dict.fromkeys(digests) if digest in have),
            want=tuple(want),
        )

    def create(self, device_id: str, sha256: str, size: int, *, now: datetime) -> Upload:
        """Open an upload.

        Raises:
            KnownError: `request.too-large`, `upload.too-many`.
        """
        if size > limits.BLOB_BYTES:
            raise KnownError("request.too-large", size=size, limit=limits.BLOB_BYTES)
        upload_id = self._entropy(16).hex()
        with self._database.write() as connection:
            self._expire(connection, device_id, now)
            connection.execute(  # one upload a blob and device: an older one is forgotten
                update(schema.upload)
                .where(
                    schema.upload.c.device_id == device_id,
                    schema.upload.c.sha256 == sha256,
                    schema.upload.c.state == _OPEN,
                )
                .values(expires_at=0)
            )
            self._expire(connection, device_id, now)
            opened = connection.execute(
                select(func.count())
                .select_from(schema.upload)
                .where(schema.upload.c.device_id == device_id, schema.upload.c.state == _OPEN)
            ).scalar_one()
            if opened >= limits.OPEN_UPLOADS:
                raise KnownError("upload.too-many", limit=limits.OPEN_UPLOADS)
            connection.execute(
                insert(schema.upload).values(
                    id=upload_id,
                    device_id=device_id,
                    sha256=sha256,
                    size=size,
                    state=_OPEN,
                    created_at=ms(now),
                    expires_at=ms(now) + limits.UPLOAD_AGE_S * 1000,
                )
            )
            self._objects.create_upload(upload_id)
        return Upload(upload_id, sha256, size, 0, complete=False)

    def get(self, device_id: str, upload_id: str, *, now: datetime) -> Upload:
        """Return an upload with its durable offset.

        Raises:
            KnownError: `upload.gone` when there is none of this device, or it has expired.
        """
        with self._database.read() as connection:
            row = connection.execute(
                select(schema.upload).where(
                    schema.upload.c.id == upload_id, schema.upload.c.device_id == device_id
                )
            ).first()
        if row is None or row.expires_at <= ms(now):
            raise KnownError("upload.gone")
        if row.state == _COMPLETE:
            return Upload(row.id, row.sha256, row.size, row.size, complete=True)
        offset = self._objects.offset(row.id)
        if offset is None:
            raise KnownError("upload.gone")
        return Upload(row.id, row.sha256, row.size, offset, complete=False)

    def append(self, upload: Upload, piece: bytes) -> None:
        """Add bytes; they count at once, though they are told only after `settle`."""
        self._objects.append(upload.id, piece)

    def settle(self, upload: Upload) -> int:
        """Make what arrived durable and return the offset."""
        self._objects.sync(upload.id)
        return self._objects.offset(upload.id) or 0

    def complete(self, device_id: str, upload: Upload, *, now: datetime) -> None:
        """Hash a whole upload and make it a blob of this device.

        Raises:
            KnownError: `blob.digest`; the upload is gone then and the blob wanted again.
        """
        try:
            self._objects.finish(upload.id, upload.sha256)
        except KnownError:
            self.cancel(device_id, upload.id)
            raise
        with self._database.write() as connection:
            self.register(connection, upload.sha256, upload.size, device_id, now=now)
            connection.execute(
                update(schema.upload).where(schema.upload.c.id == upload.id).values(state=_COMPLETE)
            )

    def cancel(self, device_id: str, upload_id: str) -> None:
        """Forget an upload of this device.

        Raises:
            KnownError: `upload.gone`.
        """
        with self._database.write() as connection:
            gone = connection.execute(
                delete(schema.upload).where(
                    schema.upload.c.id == upload_id, schema.upload.c.device_id == device_id
                )
            )
            if gone.rowcount == 0:
                raise KnownError("upload.gone")
        self._objects.discard(upload_id)

    def register(
        self, connection: Connection, sha256: str, size: int, sender: str, *, now: datetime
    ) -> None:
        """Write the rows of a blob whose file is in place."""
        known = connection.execute(
            select(schema.blob.c.sha256).where(schema.blob.c.sha256 == sha256)
        ).first()
        if known is None:
            insert_new(connection, schema.blob, sha256=sha256, size=size, stored_at=ms(now))
        insert_new(connection, schema.blob_sender, sha256=sha256, device_id=sender)

    def sent_by(self, connection: Connection, device_id: str, digests: list[str]) -> list[str]:
        """Return those of the blobs that this device sent or the bureau gives to everyone."""
        return list(
            connection.execute(
                select(schema.blob_sender.c.sha256)
                .distinct()
                .where(
                    schema.blob_sender.c.sha256.in_(digests),
                    schema.blob_sender.c.device_id.in_([device_id, EVERY_DEVICE]),
                )
            ).scalars()
        )

    def _expire(self, connection: Connection, device_id: str, now: datetime) -> None:
        mine = schema.upload.c.device_id == device_id
        over = schema.upload.c.expires_at <= ms(now)
        for upload_id in connection.execute(select(schema.upload.c.id).where(mine, over)).scalars():
            self._objects.discard(upload_id)
        connection.execute(delete(schema.upload).where(mine, over))
