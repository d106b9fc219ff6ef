"""Rules of the ledger: its columns, cleaning of what people type, duplicates, initials."""
