"""The record: how it will be printed, and what a case reviewer would send back."""
