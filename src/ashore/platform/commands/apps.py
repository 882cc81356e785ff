"""Commands as an application of the platform."""

from django.apps import AppConfig


class CommandsConfig(AppConfig):
    """What was asked, once: the key of a request, its hash, and the answer it got."""

    name = "ashore.platform.commands"
    label = "commands"
