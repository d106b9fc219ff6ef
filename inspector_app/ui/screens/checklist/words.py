"""Strings."""

from __future__ import annotations
from inspector_app.ui.i18n import Words

WORDS: Words = {}
