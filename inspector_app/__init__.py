"""On-site inspection records that stand: checklists, two officers, seals, sync to the bureau.

ARCHITECTURE.md beside this file names the rooms and who may import whom.
"""

__version__ = "0.1.0"
