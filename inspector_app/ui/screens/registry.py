"""Which pages there are: their words, how each is built, whether it needs somebody unlocked.

A new page adds one import, one function and one line here. The pages themselves are imported when
they are first opened, so that the unlock window does not wait for them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from inspector_app.ui.desk import Desk
from inspector_app.ui.i18n import Words
from inspector_app.ui.i18n.shared import WORDS as COMMON
from inspector_app.ui.place import Place
from inspector_app.ui.preview.words import WORDS as PREVIEW
from inspector_app.ui.screen import Screen
from inspector_app.ui.screens.checklist.words import WORDS as CHECKLIST
from inspector_app.ui.screens.findings.words import WORDS as FINDINGS
from inspector_app.ui.screens.law.words import WORDS as LAW
from inspector_app.ui.screens.ledger.words import WORDS as LEDGER
from inspector_app.ui.screens.open.words import WORDS as OPEN
from inspector_app.ui.screens.outbox.words import WORDS as OUTBOX
from inspector_app.ui.screens.party.words import WORDS as PARTY
from inspector_app.ui.screens.record.words import WORDS as RECORD
from inspector_app.ui.screens.samples.words import WORDS as SAMPLES
from inspector_app.ui.screens.sealed.words import WORDS as SEALED
from inspector_app.ui.screens.settings.words import WORDS as SETTINGS
from inspector_app.ui.screens.signing.words import WORDS as SIGNING
from inspector_app.ui.screens.today.words import WORDS as TODAY
from inspector_app.ui.screens.unlock.words import WORDS as UNLOCK
from inspector_app.ui.screens.verify.words import WORDS as VERIFY

TABLES: tuple[Words, ...] = (
    COMMON,
    UNLOCK,
    TODAY,
    OPEN,
    CHECKLIST,
    SAMPLES,
    FINDINGS,
    LAW,
    LEDGER,
    OUTBOX,
    PARTY,
    PREVIEW,
    RECORD,
    SEALED,
    SETTINGS,
    SIGNING,
    VERIFY,
)
"""Every table of strings."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One page; `open_to_all` works while nobody is unlocked."""

    build: Callable[[Desk, Place], Screen]
    open_to_all: bool = False


def _unlock(desk: Desk, place: Place) -> Screen:
    from inspector_app.ui.screens.unlock.page import UnlockPage

    return UnlockPage(desk, place)


def _today(desk: Desk, place: Place) -> Screen:
    from inspector_app.ui.screens.today.page import TodayPage

    return TodayPage(desk, place)


def _open(desk: Desk, place: Place) -> Screen:
    from inspector_app.ui.screens.open.page import OpenPage

    return OpenPage(desk, place)


def _checklist(desk: Desk, place: Place) -> Screen:
    from inspector_app.ui.screens.checklist.page import ChecklistPage

    return ChecklistPage(desk, place)


def _samples(desk: Desk, place: Place) -> Screen:
    from inspector_app.ui.screens.samples.page import SamplesPage

    return SamplesPage(desk, place)


def _findings(desk: Desk, place: Place) -> Screen:
    from inspector_app.ui.screens.findings.page import FindingsPage

    return FindingsPage(desk, place)


def _law(desk: Desk, place: Place) -> Screen:
    from inspector_app.ui.screens.law.page import LawPage

    return LawPage(desk, place)


def _ledger(desk: Desk, place: Place) -> Screen:
    from inspector_app.ui.screens.ledger.page import LedgerPage

    return LedgerPage(desk, place)


def _outbox(desk: Desk, place: Place) -> Screen:
    from inspector_app.ui.screens.outbox.page import OutboxPage

    return OutboxPage(desk, place)


def _party(desk: Desk, place: Place) -> Screen:
    from inspector_app.ui.screens.party.page import PartyPage

    return PartyPage(desk, place)


def _record(desk: Desk, place: Place) -> Screen:
    from inspector_app.ui.screens.record.page import RecordPage

    return RecordPage(desk, place)


def _sealed(desk: Desk, place: Place) -> Screen:
    from inspector_app.ui.screens.sealed.page import SealedPage

    return SealedPage(desk, place)


def _settings(desk: Desk, place: Place) -> Screen:
    from inspector_app.ui.screens.settings.page import SettingsPage

    return SettingsPage(desk, place)


def _signing(desk: Desk, place: Place) -> Screen:
    from inspector_app.ui.screens.signing.page import SigningPage

    return SigningPage(desk, place)


def _verify(desk: Desk, place: Place) -> Screen:
    from inspector_app.ui.screens.verify.page import VerifyPage

    return VerifyPage(desk, place)


SCREENS: Mapping[str, Entry] = MappingProxyType(
    {
        "unlock": Entry(_unlock, open_to_all=True),
        "today": Entry(_today),
        "open": Entry(_open),
        "checklist": Entry(_checklist),
        "samples": Entry(_samples),
        "findings": Entry(_findings),
        "signing": Entry(_signing),
        "settings": Entry(_settings),
        "sealed": Entry(_sealed),
        "record": Entry(_record),
        "party": Entry(_party),
        "outbox": Entry(_outbox),
        "law": Entry(_law),
        "ledger": Entry(_ledger),
        "verify": Entry(_verify, open_to_all=True),
    }
)
"""Name in a `Place` -> page."""

RAIL: tuple[tuple[str, str, str], ...] = (
    ("today", "calendar-check", "rail.today"),
    ("visit", "clipboard-list", "rail.visit"),
    ("ledger", "building-2", "rail.ledger"),
    ("outbox", "send", "rail.outbox"),
    ("verify", "shield-check", "rail.verify"),
)
"""(name, icon, key of its word); `visit` leads to the visit in work."""

RAIL_FOOT: tuple[tuple[str, str, str], ...] = (
    ("settings", "settings", "rail.settings"),
    ("lock", "lock", "rail.lock"),
)
