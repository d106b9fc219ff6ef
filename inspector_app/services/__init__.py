"""Use cases: what a person at the window, the command line or the bureau asks the app to do."""
