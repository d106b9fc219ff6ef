"""Verify: is a file a sealed record, and does its paper show what was sealed."""
