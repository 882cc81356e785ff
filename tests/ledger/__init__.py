"""Tests of `ashore.ledger`."""
