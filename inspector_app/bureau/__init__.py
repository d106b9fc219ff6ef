"""The bureau's central server: intake, log, feed, accounts, pages; its own database.

Stands beside the desktop: uses domain, crypto, records and wire, never the laptop's store or use
cases.
"""
