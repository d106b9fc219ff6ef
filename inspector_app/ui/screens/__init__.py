"""The pages, one package each: `words.py` (its strings) and `page.py` (its `Screen`)."""
