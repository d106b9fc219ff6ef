"""Random forms and random walks: the promises of the form engine that hold at every step.

Reopening a draft evaluates every rule from the stored values alone, so it is the reference for the
state that is kept up to date change by change.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inspector_app.errors import KnownError
from tests.builders.random_forms import CSV, form_source, random_form
from tests.builders.random_walks import Walk, start, states_of

_SEEDS = st.integers(0, 1_000_000)
_SETTINGS = settings(
    max_examples=60, deadline=None, derandomize=True, database=None,
    suppress_health_check=[HealthCheck.too_slow],
)  # fmt: skip


@pytest.fixture(scope="module")
def media(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Return the folder with the external list."""
    folder = tmp_path_factory.mktemp("media")
    (folder / "ext.csv").write_text(CSV, encoding="utf-8")
    return [folder]


def _walk(media: list[Path], form_seed: int, walk_seed: int, steps: int) -> Walk:
    walk = Walk(random_form(form_seed, media), walk_seed)
    for number in range(steps):
        try:
            walk.step()
            if number % 3 == 0:
                walk.against_recomputation()
            if number % 5 == 0:
                walk.final_document()
        except AssertionError as error:
            error.add_note(f"form {form_seed}, walk {walk_seed}:\n" + "\n".join(walk.log[-8:]))
            raise
    return walk


@_SETTINGS
@given(_SEEDS, _SEEDS)
def test_every_step_tells_all_it_changed_and_equals_a_full_recomputation(
    media: list[Path], form_seed: int, walk_seed: int
) -> None:
    walk = _walk(media, form_seed, walk_seed, 25)
    assert len(walk.log) >= 25


@pytest.mark.long
def test_long_walks_keep_every_promise(media: list[Path]) -> None:
    for seed in range(1_500):
        _walk(media, seed, seed * 7 + 1, 40)


@_SETTINGS
@given(_SEEDS, _SEEDS)
def test_undo_and_redo_return_to_the_same_bytes_and_are_told(
    media: list[Path], form_seed: int, walk_seed: int
) -> None:
    walk = Walk(random_form(form_seed, media), walk_seed)
    drafts, views = [walk.draft], [walk.states]
    for _ in range(20):
        try:
            walk.change()
        except KnownError:
            continue
        draft = walk.session.save()
        if draft != drafts[-1]:
            drafts.append(draft)
            views.append(states_of(walk.session))
    walk.draft, walk.states = drafts[-1], views[-1]
    for back, draft, view in zip(
        range(len(drafts)), reversed(drafts[:-1]), reversed(views[:-1]), strict=False
    ):
        changes = walk.session.undo()
        assert changes is not None, back
        assert changes.events
        assert {event.cause for event in changes.events} == {"undo"}
        assert walk.session.save() == draft
        assert states_of(walk.session) == view
    assert not walk.session.can_undo
    for draft, view in zip(drafts[1:], views[1:], strict=True):
        again = walk.session.redo()
        assert again is not None
        assert again.events
        assert walk.session.save() == draft
        assert states_of(walk.session) == view
    assert not walk.session.can_redo


@_SETTINGS
@given(_SEEDS, _SEEDS)
def test_the_same_seeds_give_the_same_bytes(
    media: list[Path], form_seed: int, walk_seed: int
) -> None:
    source = form_source(form_seed)
    assert form_source(form_seed) == source
    ends = []
    for _ in range(2):
        walk = Walk(random_form(form_seed, media), walk_seed)
        for _step in range(12):
            walk.step()
        ends.append((walk.log, walk.session.save(), walk.session.final_xml()))
    assert ends[0] == ends[1]


@_SETTINGS
@given(_SEEDS)
def test_a_final_document_changes_nothing_and_names_its_form(
    media: list[Path], form_seed: int
) -> None:
    session = start(random_form(form_seed, media))
    before = session.save()
    assert session.final_xml() == session.final_xml()
    assert session.save() == before
    assert json.loads(before)["form"] == "r"
