"""The ledger of inspected units: search, one unit, what was found there."""
