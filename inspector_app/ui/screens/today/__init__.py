"""Today: what to visit, what was left open, what still has to reach the bureau."""
