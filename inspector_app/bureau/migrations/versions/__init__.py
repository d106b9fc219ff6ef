"""The migrations, oldest first; released ones never change."""
