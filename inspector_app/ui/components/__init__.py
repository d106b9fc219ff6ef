"""The parts pages are built from; each takes a `Look` and knows no service."""
