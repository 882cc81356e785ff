"""Tests of `ashore.book`."""
