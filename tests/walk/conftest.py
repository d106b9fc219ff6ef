"""One enrolled laptop for all paths; every visit plays on a copy of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.builders.paths import PathVisit, copy_of, make_template

Play = Callable[..., PathVisit]


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("template") / "laptop"
    make_template(folder)
    return folder


@pytest.fixture
def play(template: Path, tmp_path: Path) -> Iterator[Play]:
    made: list[PathVisit] = []

    def start(**how: object) -> PathVisit:
        visit = PathVisit(copy_of(template, tmp_path / "laptop"), **how)  # type: ignore[arg-type]
        made.append(visit)
        return visit

    yield start
    for visit in made:
        visit.close()
