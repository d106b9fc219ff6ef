"""The law catalogue: search by number, word or item; one article with its marks."""
