"""The preview window: a form filled in before it is published.

`inspector forms preview` calls `show_preview`. It knows no workspace, stores nothing, and what is
typed here is gone when it closes.
"""

from inspector_app.ui.preview.show import show_preview

__all__ = ["show_preview"]
