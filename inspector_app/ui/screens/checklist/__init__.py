"""The checklist of a visit: sections, the item in work, its photographs, the record beside it."""
