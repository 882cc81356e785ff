"""The `ashore` command."""
