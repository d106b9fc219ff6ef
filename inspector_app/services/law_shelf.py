"""The law catalogue and the procedure profiles this laptop works by.

Used by the checklist (basis of an item), inspections (gates), findings and writing. The bureau's
signed catalogue counts; until one has come the catalogue shipped with the app does.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from inspector_app.domain.law import Catalogue
from inspector_app.domain.law_reading import catalogue_from_json
from inspector_app.domain.procedure.profiles import Profile, profile_from_data
from inspector_app.errors import KnownError
from inspector_app.services.law_book import LawBook, read_items
from inspector_app.storage.db import Store

_CATALOGUE = "catalogue"


class LawShelf:
    """The catalogue in force on this laptop."""

    def __init__(self, store: Store, shipped_laws: Path, shipped_profiles: Path) -> None:
        self._store = store
        self._shipped_laws = shipped_laws
        self._shipped_profiles = shipped_profiles
        self._catalogue: Catalogue | None = None
        self._book: LawBook | None = None
        self._profiles: dict[str, Profile] = {}
        self._guard = threading.Lock()

    def put_catalogue(self, data: bytes, version: int) -> bool:
        """Keep a catalogue delivered by the bureau; its signature was checked by the caller.

        Args:
            data: JSON list of laws, each as a file of `resources/law`.
            version: Bureau's version, 1 upwards; an older or equal one changes nothing.
        Raises:
            KnownError: `law.catalogue-damaged`; the old catalogue stays.
        """
        catalogue_from_json(_entries(data))
        changed = self._store.write(lambda tables: tables.laws.put(_CATALOGUE, version, data))
        with self._guard:
            self._catalogue, self._book = None, None
        return changed

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue; raises `law.catalogue-damaged`."""
        with self._guard:
            if self._catalogue is None:
                self._catalogue = catalogue_from_json(self._read_entries())
            return self._catalogue

    @property
    def book(self) -> LawBook:
        """The catalogue to search and read in; raises `law.catalogue-damaged`."""
        catalogue = self.catalogue
        with self._guard:
            if self._book is None or self._book.catalogue is not catalogue:
                items = read_items(self._shipped_laws / "items" / "items.json")
                self._book = LawBook(catalogue, items)
            return self._book

    @property
    def day(self) -> date | None:
        """The newest day on which a law of the catalogue was checked; None without any law."""
        days = [
            version.checked_on
            for law in self.catalogue.laws.values()
            for version in law.versions
            if version.checked_on is not None
        ]
        return max(days, default=None)

    def approved_on(self, day: date) -> bool:
        """Tell whether every law in force on `day` was approved by the bureau's legal unit."""
        in_force = [
            version
            for law in self.catalogue.laws.values()
            for version in law.versions
            if law.level.is_law and version.covers(day)
        ]
        return bool(in_force) and all(version.approved_by for version in in_force)

    def profile(self, key: str) -> Profile:
        """Return the procedure profile of an acting agency.

        Raises:
            KnownError: `workspace.profile-missing`, `procedure.profile-damaged`.
        """
        with self._guard:
            known = self._profiles.get(key)
        if known is not None:
            return known
        path = self._shipped_profiles / f"{key}.json"
        if not key.isidentifier() or not path.is_file():
            raise KnownError("workspace.profile-missing", profile=key)
        profile = profile_from_data(json.loads(path.read_text("utf-8")))
        with self._guard:
            self._profiles[key] = profile
        return profile

    def _read_entries(self) -> list[Mapping[str, object]]:
        delivered = self._store.read(lambda tables: tables.laws.get(_CATALOGUE))
        if delivered is not None:
            return _entries(delivered)
        return shipped_entries(self._shipped_laws)


def shipped_entries(folder: Path) -> list[Mapping[str, object]]:
    """Read the law files of a folder, one law each.

    Raises:
        KnownError: `law.catalogue-damaged`, naming the file.
    """
    entries = []
    for path in sorted(folder.glob("*.json")):
        try:
            entries.append(json.loads(path.read_text("utf-8")))
        except ValueError as error:
            detail = str(error)
            raise KnownError("law.catalogue-damaged", law=path.stem, detail=detail) from error
    return entries


def _entries(data: bytes) -> list[Mapping[str, object]]:
    try:
        entries = json.loads(data)
    except ValueError as error:
        raise KnownError("law.catalogue-damaged", law="?", detail=str(error)) from error
    if isinstance(entries, dict):
        entries = entries.get("laws")
    if not isinstance(entries, list):
        raise KnownError("law.catalogue-damaged", law="?", detail="a list of laws was expected")
    return entries
