"""Findings: what failed, what is proposed, what the officers decide."""
