"""The sealed record: leaves, tree, seal, package file, verdict."""
