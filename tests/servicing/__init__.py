"""Tests of `ashore.servicing`."""
