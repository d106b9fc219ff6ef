"""The training world: an invented bureau, ledger, roster, assignments, photographs and signatures.

Opened by `inspector desktop --training`, walked by `inspector demo`. Everything in it is plainly
invented; numbers fail their check digits.
"""
