"""The checklists on this laptop: workbooks by digest, loaded once and kept ready.

Used by inspections and sync. A running inspection keeps the version it was begun with, whatever
comes later.
"""

from __future__ import annotations

import threading
from pathlib import Path

from inspector_app.clock import Clock
from inspector_app.crypto.digest import sha256_hex
from inspector_app.errors import KnownError
from inspector_app.services.changes import Changes
from inspector_app.storage.db import Store
from inspector_app.storage.forms import StoredForm
from inspector_app.xforms import Form, load_form


class FormShelf:
    """Checklists by the SHA-256 of their workbook."""

    def __init__(self, store: Store, cache: Path, clock: Clock) -> None:
        self._store = store
        self._cache = cache
        self._clock = clock
        self._loaded: dict[str, Form] = {}
        self._loading = threading.Lock()

    def put(self, workbook: bytes, *, expected_sha256: str = "") -> tuple[StoredForm, Changes]:
        """Load a workbook and keep it.

        Args:
            workbook: Its bytes.
            expected_sha256: What the bureau said it is, '' for no comparison.
        Raises:
            KnownError: `form.*` when the engine refuses it, `workspace.form-other` when it is not
                what was announced.
        """
        digest = sha256_hex(workbook)
        if expected_sha256 and digest != expected_sha256:
            raise KnownError("workspace.form-other", sha256=expected_sha256)
        known = self._store.read(lambda tables: tables.forms.get(digest))
        if known is not None:
            return known, Changes()
        form = self._load(digest, workbook)
        row = StoredForm(digest, form.id, form.version, form.title, self._clock.now().isoformat())
        self._store.write(lambda tables: tables.forms.put(row, workbook))
        return row, Changes(forms=frozenset({digest}))

    def has(self, sha256: str) -> bool:
        """Tell whether a workbook is on this laptop."""
        return self._store.read(lambda tables: tables.forms.get(sha256)) is not None

    def list(self) -> tuple[StoredForm, ...]:
        """Return every workbook that is here, by form id and version."""
        return self._store.read(lambda tables: tables.forms.list())

    def get(self, sha256: str) -> Form:
        """Return a checklist ready for answers; loading the first time takes a moment.

        Raises:
            KnownError: `workspace.form-missing`.
        """
        form = self._loaded.get(sha256)
        if form is not None:
            return form
        workbook = self._store.read(lambda tables: tables.forms.workbook(sha256))
        if workbook is None:
            raise KnownError("workspace.form-missing", sha256=sha256[:8])
        return self._load(sha256, workbook)

    def _load(self, sha256: str, workbook: bytes) -> Form:
        with self._loading:
            if sha256 not in self._loaded:
                self._cache.mkdir(mode=0o700, parents=True, exist_ok=True)
                self._loaded[sha256] = load_form(workbook, name=sha256[:8], cache=self._cache)
            return self._loaded[sha256]
