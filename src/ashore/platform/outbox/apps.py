"""Outbox as an application of the platform."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    """What has to leave the platform, written in the transaction that decided it."""

    name = "ashore.platform.outbox"
    label = "outbox"
