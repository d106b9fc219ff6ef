"""The laptop's encrypted store and its evidence files; services ask, nobody else.

`db.Store` runs functions on `tables.Tables`, one small repository a noun. Must never be imported
by the window or the bureau.
"""
