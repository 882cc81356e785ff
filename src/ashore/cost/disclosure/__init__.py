"""Disclosure documents: what a loan costs, as data, as a page and as a PDF, in two languages, sealed as it was shown."""
