"""Signing: hand over to the party, both officers sign in ink and with their keys, seal."""
