"""Moments as the database keeps them: whole milliseconds since 1970 UTC.

Called by every repository here. Must never read a clock.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_START = datetime(1970, 1, 1, tzinfo=UTC)


def ms(moment: datetime) -> int:
    """Return a timezone-aware moment as milliseconds, rounded down."""
    return (moment - _START) // timedelta(milliseconds=1)


def moment(milliseconds: int) -> datetime:
    """Return milliseconds as a moment in UTC."""
    return _START + timedelta(milliseconds=milliseconds)
