"""The preview window: a form filled in before it is published.

`inspector forms preview` calls `show.show_preview`. It knows no workspace, stores nothing, and what
is typed here is gone when it closes.
"""
