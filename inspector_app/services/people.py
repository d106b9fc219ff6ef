"""Who has unlocked this laptop with an own passphrase, and the key of each while it lasts.

Asked by inspections (gates), signing and sealing. Must never hold a passphrase, and must forget a
key when its person locks.
"""

from __future__ import annotations

import threading

from inspector_app.crypto.vault import UnlockedOfficer
from inspector_app.domain.identifiers import PersonId
from inspector_app.errors import KnownError


class People:
    """The persons at the keyboard, in the order they unlocked."""

    def __init__(self) -> None:
        self._unlocked: dict[PersonId, UnlockedOfficer] = {}
        self._guard = threading.Lock()

    @property
    def unlocked(self) -> tuple[PersonId, ...]:
        """Persons who have unlocked and not locked since."""
        with self._guard:
            return tuple(self._unlocked)

    def add(self, person: UnlockedOfficer) -> None:
        """Note that a person has unlocked."""
        with self._guard:
            self._unlocked[person.person_id] = person

    def remove(self, person_id: PersonId) -> None:
        """Forget a person's keys; unknown persons are no error."""
        with self._guard:
            self._unlocked.pop(person_id, None)

    def remove_all(self) -> None:
        """Forget everybody's keys."""
        with self._guard:
            self._unlocked.clear()

    def get(self, person_id: PersonId) -> UnlockedOfficer:
        """Return an unlocked person.

        Raises:
            KnownError: `workspace.person-locked`.
        """
        with self._guard:
            person = self._unlocked.get(person_id)
        if person is None:
            raise KnownError("workspace.person-locked", person=person_id)
        return person
