"""Renders `resources/style/desk.qss`: tokens become colours, `px(n)` becomes scaled pixels.

Called by `app` when the look changes. The sheet only dresses what Qt itself draws (fields, scroll
bars, lists, menus); our own parts paint themselves.
"""

from __future__ import annotations

import re

from inspector_app.installation import resource

from inspector_app.ui.theme.look import Look

_LENGTH = re.compile(r"px\((\d+)\)")
_TOKEN = re.compile(r"@([a-z_0-9]+)")


def render_sheet(look: Look) -> str:
    """Return the application stylesheet of a look.

    Raises:
        KeyError: The template names a token that the table does not have.
    """
    template = resource("style", "desk.qss").read_text("utf-8")
    family = ", ".join(f'"{name}"' for name in look.families.sans)
    serif = ", ".join(f'"{name}"' for name in look.families.serif)
    template = template.replace("@sans", family).replace("@serif", serif)
    template = _LENGTH.sub(lambda match: f"{look.px(int(match[1]))}px", template)
    return _TOKEN.sub(lambda match: look.hex(match[1]), template)
