"""The desktop window: PySide6 Widgets over `services`.

`commands/desktop` opens it. Nothing in here reads the store, a key or the network by itself: it
asks `services` and shows what they answer.
"""

from inspector_app.ui.immortals import keep_singletons

keep_singletons()
