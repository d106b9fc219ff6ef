"""Chinese and English for the window, from the first string.

Each screen keeps its strings in `words.py` beside it as `{key: (中文, English)}`; shared ones
are in `shared.py`. Python tables and not `.ts` files: both languages stand side by side where the
string is used, no compiler is needed to run or to change them, and a test proves that both have the
same slots. Sentences of errors live in `inspector_app.errors`, of gates and rules in `services`.
"""

from __future__ import annotations

from inspector_app.ui.i18n.say import Say, Words

__all__ = ["Say", "Words"]
