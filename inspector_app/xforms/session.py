"""One filling of one form: the only door through which answers change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import tzinfo

from inspector_app.clock import Clock
from inspector_app.domain.identifiers import Entropy
from inspector_app.xforms.form import Form
from inspector_app.xforms.model import ChangeSet, Explanation, NodeState, What


class Session:
    """A filling of a form."""

    def __init__(
        self,
        form: Form,
        *,
        clock: Clock,
        entropy: Entropy,
        zone: tzinfo,
        properties: Mapping[str, str] | None = None,
        language: str | None = None,
    ) -> None:
        raise NotImplementedError

    @classmethod
    def restore(
        cls,
        form: Form,
        draft: bytes,
        *,
        clock: Clock,
        entropy: Entropy,
        zone: tzinfo,
        properties: Mapping[str, str] | None = None,
        language: str | None = None,
    ) -> Session:
        """Reopen a draft; runs no first-load action and keeps ids."""
        raise NotImplementedError

    @property
    def language(self) -> str:
        raise NotImplementedError

    @property
    def can_undo(self) -> bool:
        raise NotImplementedError

    @property
    def can_redo(self) -> bool:
        raise NotImplementedError

    def set(self, ref: str, value: str | None) -> ChangeSet:
        raise NotImplementedError

    def add(self, ref: str, after: int | None = None, count: int = 1) -> ChangeSet:
        raise NotImplementedError

    def remove(self, ref: str, index: int | None = None, count: int = 1) -> ChangeSet:
        raise NotImplementedError

    def set_language(self, language: str) -> ChangeSet:
        raise NotImplementedError

    def undo(self) -> ChangeSet | None:
        raise NotImplementedError

    def redo(self) -> ChangeSet | None:
        raise NotImplementedError

    def state(self, ref: str) -> NodeState:
        raise NotImplementedError

    def states(self) -> Iterator[NodeState]:
        raise NotImplementedError

    def value(self, ref: str) -> str:
        raise NotImplementedError

    def count(self, ref: str) -> int:
        raise NotImplementedError

    def label_of(self, ref: str, language: str) -> str:
        raise NotImplementedError

    def explain(self, ref: str, what: What) -> Explanation:
        raise NotImplementedError

    def save(self) -> bytes:
        raise NotImplementedError

    def final_xml(self) -> bytes:
        raise NotImplementedError
