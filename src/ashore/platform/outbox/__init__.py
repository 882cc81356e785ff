"""The outbox: what has to leave the platform, written in the transaction that decided it."""

from ashore.platform.outbox.writing import send_later

__all__ = ["send_later"]
