"""Settings of the window: language, text size, colours, motion."""
