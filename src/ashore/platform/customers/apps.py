"""Customers as an application of the platform."""

from django.apps import AppConfig


class CustomersConfig(AppConfig):
    """People and firms that the lender does business with, by id. What is known of a person is elsewhere, encrypted."""

    name = "ashore.platform.customers"
    label = "customers"
