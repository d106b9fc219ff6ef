"""The outbox: what waits for the bureau, what it answered, fetching what is new."""
