"""How each law wants its figure shown."""

from __future__ import annotations

from ashore.cost.figures import Figure


def aprc_shown(figure: Figure) -> str:
    """EU and UK: percent with one decimal, half up (2008/48/EC Annex I, remark (d)).

    >>> from decimal import Decimal
    >>> [aprc_shown(Figure(Decimal(each), Decimal(each))) for each in ("0.0605", "0.06041228")]
    ['6.1', '6.0']
    """
    return figure.percent(1)


def apr_shown(figure: Figure) -> str:
    """US: percent with two decimals, half up; the law asks for an eighth of a point (`Apr.accurate`).

    >>> from decimal import Decimal
    >>> apr_shown(Figure(Decimal("0.0968570806228"), Decimal("0.0968570806228")))
    '9.69'
    """
    return figure.percent(2)


def annual_cost_shown(figure: Figure) -> str:
    """China: percent with two decimals, rounded up: no rule names a rounding, and none shown may be below the true one.

    >>> from decimal import Decimal
    >>> [annual_cost_shown(Figure(Decimal(each), Decimal(each))) for each in ("0.13034224", "0.18")]
    ['13.04', '18.00']
    """
    return figure.percent(2, "up")
