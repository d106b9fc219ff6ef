"""Promise of the server under kill -9: what was acknowledged is there, once, unchanged."""

from __future__ import annotations

import base64
import os
import random
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

import httpx
from sqlalchemy import func, select

from inspector_app.bureau import schema
from inspector_app.records.merkle import leaf_hash, root_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.bureau.conftest import Laptop, SealedRecord, Town

KILLS = 5
RECORDS = 12
CHILD = """
import os, sys
from datetime import datetime
from pathlib import Path
from inspector_app.bureau.house import Bureau
from inspector_app.bureau.serving import listen, serve
from inspector_app.clock import SteppingClock
clock = SteppingClock(datetime.fromisoformat(sys.argv[2]))
bureau = Bureau.open(Path(sys.argv[1]), clock=clock, entropy=os.urandom)
listening = listen("127.0.0.1", 0)
print(listening.getsockname()[1], flush=True)
serve(bureau, listening, "127.0.0.1", plain_http=True)
"""


class _Child:
    """A server in a process of its own."""

    def __init__(self, folder: Path, now: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", CHILD, str(folder), now], stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdout is not None
        self.url = f"http://127.0.0.1:{int(self._process.stdout.readline())}"

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            os.kill(self._process.pid, signal.SIGKILL)
        self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()


def test_killed_at_any_moment_nothing_acknowledged_is_lost_or_doubled(
    small_town: Town, small_laptop: Laptop
) -> None:
    chance = random.Random(20261120)
    records = [small_laptop.seal(evidence=(b"photo %d" % n * 5000,)) for n in range(RECORDS)]
    acknowledged: dict[str, bytes] = {}
    now = small_town.clock.now().isoformat()
    for round_number in range(KILLS + 1):
        child = _Child(small_town.bureau.folder, now)
        client = httpx.Client(base_url=child.url, trust_env=False, timeout=30)
        small_laptop.client, small_laptop.grant = client, None
        timer = threading.Timer(chance.uniform(0.02, 0.6), child.kill)
        if round_number < KILLS:
            timer.start()
        for record in records:
            path = f"/v1/records/{record.record_id}"
            receipt = _resume(small_laptop, record, path)
            if receipt is None:
                break
            assert acknowledged.setdefault(record.record_id, receipt) == receipt
        timer.cancel()
        client.close()
        child.kill()
    assert len(acknowledged) == RECORDS
    with small_town.bureau.database.read() as connection:
        count = select(func.count())
        assert connection.execute(count.select_from(schema.record)).scalar_one() == RECORDS
        leaves = connection.execute(select(schema.log_leaf).order_by(schema.log_leaf.c.idx)).all()
        assert [row.idx for row in leaves] == list(range(RECORDS))
        hashes = [leaf_hash(bytes(row.entry)) for row in leaves]
        note = small_town.bureau.log.checkpoint(connection)
        assert small_town.bureau.audit.check(connection) is None
    assert note.split("\n")[2] == base64.b64encode(root_of(hashes)).decode()


def _resume(laptop: Laptop, record: SealedRecord, path: str) -> bytes | None:
    """Deliver as sync does: what was in flight goes again with the same bytes."""
    try:
        for data in record.evidence.values():
            laptop.upload(data)
        pending = getattr(laptop, "pending", None)
        if pending is None:
            headers = laptop.header("PUT", path, record.body)
            pending = (path, record.body, headers["Insp-Request"], laptop.following)
            laptop.pending = pending  # type: ignore[attr-defined]
        sent_path, body, header, following = pending
        headers = {**laptop.token, "Insp-Request": header}
        answer = laptop.client.put(sent_path, content=body, headers=headers)
    except httpx.HTTPError:
        return None
    assert answer.status_code in (200, 201), answer.text
    laptop.head = following
    laptop.pending = None  # type: ignore[attr-defined]
    if sent_path != path:
        return _resume(laptop, record, path)
    return answer.content
