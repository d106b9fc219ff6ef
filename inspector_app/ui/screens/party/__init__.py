"""The inspected party reads the record and signs, objects, or refuses: the laptop turned round."""
