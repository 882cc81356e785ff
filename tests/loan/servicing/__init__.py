"""Tests of `ashore.loan.servicing`."""
