"""One bureau for all tests of the sealed record."""

from __future__ import annotations

import pytest

from tests.builders.sealing import World, make_world


@pytest.fixture(scope="session")
def world() -> World:
    return make_world()
