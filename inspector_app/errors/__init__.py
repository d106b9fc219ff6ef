"""The two kinds of error and the one catalogue of their sentences.

`KnownError` is the world or the person: a wrong passphrase, a full disk, a damaged file. It is
shown with its remedy in Chinese and English. `BugError` is ours and fails loudly. The sentences
live here and not in `.ts` files because the bureau and the command line have no Qt.

A room adds its codes to its own area file and names that file in `_AREAS` below.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from inspector_app.errors import (
    bureau,
    crypto,
    deadline,
    documents,
    draws,
    form,
    law,
    ledger,
    procedure,
    record,
    store,
    sync,
    workspace,
)
from inspector_app.errors.entry import Entry, Kind

__all__ = ["BugError", "Entry", "InspectorError", "Kind", "KnownError", "catalogue"]

_AREAS = (
    bureau,
    crypto,
    deadline,
    documents,
    draws,
    form,
    law,
    ledger,
    procedure,
    record,
    store,
    sync,
    workspace,
)


def _join() -> Mapping[str, Entry]:
    entries: dict[str, Entry] = {}
    for area in _AREAS:
        for entry in area.ENTRIES:
            if entry.code in entries:
                raise AssertionError(f"error code listed twice: {entry.code}")
            entries[entry.code] = entry
    return MappingProxyType(entries)


_CATALOGUE = _join()


def catalogue() -> Mapping[str, Entry]:
    """Return every entry by its code."""
    return _CATALOGUE


class InspectorError(Exception):
    """What both kinds share: a code of the catalogue and the values of its slots."""

    def __init__(self, code: str, **slots: object) -> None:
        entry = _CATALOGUE.get(code)
        if entry is None:
            raise AssertionError(f"error code not in the catalogue: {code}")
        self.code = code
        self.entry = entry
        self.slots: dict[str, object] = dict(slots)
        super().__init__(f"{code}: {self.sentence('en')}")

    def sentence(self, language: str) -> str:
        """Return what happened, in `zh` or `en`, slots filled."""
        template = self.entry.zh if language.startswith("zh") else self.entry.en
        return template.format_map(_Lenient(self.slots))

    def remedy(self, language: str) -> str:
        """Return what to do, in `zh` or `en`, slots filled."""
        template = self.entry.fix_zh if language.startswith("zh") else self.entry.fix_en
        return template.format_map(_Lenient(self.slots))


class KnownError(InspectorError):
    """The world or the person; state is as it was before the call."""


class BugError(InspectorError):
    """Ours; never caught to go on."""


class _Lenient(dict[str, object]):
    """A missing slot shows as its name: an error about an error helps nobody on site."""

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"
