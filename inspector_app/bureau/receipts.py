"""Receipts: the bureau's answer to an accepted record, made anew from committed rows each time.

Called after COMMIT by the device routes and by pages. The same rows give the same bytes, whoever
asks and whenever, so a crash between commit and answer costs nothing. Must never be called inside
the transaction that accepts.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, select

from inspector_app.bureau import schema
from inspector_app.bureau.database import Database
from inspector_app.bureau.log import TransparencyLog
from inspector_app.crypto.certificates import Certificate
from inspector_app.crypto.keys import Signer
from inspector_app.errors import KnownError
from inspector_app.records.package import ReceiptFiles
from inspector_app.records.receipt import Receipt, make_receipt
from inspector_app.wire.records import ReceiptAnswer


class Receipts:
    """Receipts of one bureau.

    Args:
        signers: Every key that ever signed receipts here, by key id (hex): a record keeps the key
            it was accepted under.
        intermediates: What chains them to the root.
    """

    def __init__(
        self,
        database: Database,
        log: TransparencyLog,
        signers: Iterable[Signer],
        intermediates: Iterable[Certificate],
    ) -> None:
        self._database = database
        self._log = log
        self._signers = {signer.key_id.hex(): signer for signer in signers}
        self._intermediates = tuple(intermediates)

    def of(self, record_id: str) -> ReceiptAnswer:
        """Return the receipt of an accepted record.

        Raises:
            KnownError: `request.not-found`.
        """
        digest, files = self._make(record_id)
        return ReceiptAnswer(
            record_id=record_id,
            digest=digest,
            receipt=files.receipt.decode("ascii"),
            proof=files.proof.decode("utf-8"),
        )

    def files(self, record_id: str) -> ReceiptFiles:
        """Return the receipt as the files of a package. Raises as `of`."""
        return self._make(record_id)[1]

    def check_reader(self, connection: Connection, record_id: str, device_id: str) -> None:
        """Let only a device that sent the record, or one of its evidence, ask for the receipt.

        Raises:
            KnownError: `request.not-found`, so that nobody learns which records exist.
        """
        known = connection.execute(
            select(schema.record.c.device_id).where(schema.record.c.record_id == record_id)
        ).scalar()
        if known == device_id:
            return
        sent = connection.execute(
            select(schema.blob_sender.c.sha256)
            .join(schema.blob_ref, schema.blob_ref.c.sha256 == schema.blob_sender.c.sha256)
            .where(
                schema.blob_ref.c.record_id == record_id,
                schema.blob_sender.c.device_id == device_id,
            )
            .limit(1)
        ).first()
        if sent is None:
            raise KnownError("request.not-found")

    def _make(self, record_id: str) -> tuple[str, ReceiptFiles]:
        with self._database.read() as connection:
            row = connection.execute(
                select(
                    schema.record.c.digest,
                    schema.record.c.root,
                    schema.record.c.received_at,
                    schema.record.c.log_index,
                    schema.record.c.epoch,
                    schema.record.c.signer_key_id,
                ).where(schema.record.c.record_id == record_id)
            ).first()
            if row is None:
                raise KnownError("request.not-found")
            covered = connection.execute(
                select(schema.blob_ref.c.sha256).where(schema.blob_ref.c.record_id == record_id)
            ).scalars()
            receipt = Receipt(
                record_id=bytes.fromhex(record_id),
                root=bytes.fromhex(row.root),
                evidence=tuple(sorted(bytes.fromhex(sha256) for sha256 in covered)),
                received_at=row.received_at // 1000,
                log_index=row.log_index,
                epoch=row.epoch,
            )
            files = self._log.with_nodes(
                connection,
                lambda node: make_receipt(
                    receipt,
                    origin=self._log.origin,
                    node=node,
                    signer=self._signers[row.signer_key_id],
                    intermediates=self._intermediates,
                ),
            )
        return row.digest, files
