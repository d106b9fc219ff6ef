"""The look of the window: colour tokens, sizes, fonts, one palette and one stylesheet."""

from __future__ import annotations

from inspector_app.ui.theme.look import FACTORS, Look
from inspector_app.ui.theme.tokens import Scheme, Tone

__all__ = ["FACTORS", "Look", "Scheme", "Tone"]
