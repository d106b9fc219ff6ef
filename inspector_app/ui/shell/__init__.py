"""The window around the pages: rail, head, status line, navigation, keys."""
