"""Sample tables: the draw, the seats, one row after the other."""
