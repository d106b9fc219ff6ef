"""Sealed: what is proven now, what not yet, and what comes next."""
