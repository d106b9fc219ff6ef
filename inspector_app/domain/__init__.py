"""Pure values and rules of inspections; standard library only, no I/O, no clock of its own."""
