"""Rules of procedure: the two-officer rule, gates, events of a visit."""
