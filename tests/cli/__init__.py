"""Tests of `ashore.cli`."""
