"""The record writes itself: from the answers of a visit to the words that are signed."""
