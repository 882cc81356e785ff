"""Loans as an application of the platform."""

from django.apps import AppConfig


class LoansConfig(AppConfig):
    """Contracts as signed and what happened to them: append-only, each under its customer."""

    name = "ashore.platform.loans"
    label = "loans"
