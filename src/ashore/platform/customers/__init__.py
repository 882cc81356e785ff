"""Customers: the ids under which everything else is kept."""

from ashore.platform.customers.services import open_customer

__all__ = ["open_customer"]
