"""Pictures of a book for its report: SVG made on the server, each with a table that says the same."""

from ashore.book.pictures.ageing import ageing_figure
from ashore.book.pictures.cash_flow import cash_flow_figure
from ashore.book.pictures.figure import Figure, Style
from ashore.book.pictures.rolls import rolls_figure
from ashore.book.pictures.vintages import vintages_figure

__all__ = [
    "Figure",
    "Style",
    "ageing_figure",
    "cash_flow_figure",
    "rolls_figure",
    "vintages_figure",
]
