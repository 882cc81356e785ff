"""What a cumulative schedule counts with: the level instalment, days of rest, and interest on a changing balance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal, localcontext
from itertools import pairwise

from ashore.loan import DAYS_IN_UNIT, UNITS_IN_YEAR
from ashore.money import step
from ashore.servicing.factors import Ratios, part_of_period
from ashore.servicing.terms import Rest, ServicingTerms

DAYS_OF_ACTUAL_YEAR = 365
"""Cumulative schedules count 365 days in every year where others count the actual ones."""


def ratios_of(terms: ServicingTerms) -> Ratios:
    """The ratios of the terms, with a year of the same days throughout."""
    year = terms.ratios.days_in_year or DAYS_OF_ACTUAL_YEAR
    return replace(terms.ratios, days_in_year=year)


def level_instalment(terms: ServicingTerms, principal: int, count: int) -> int:
    """The annuity at one rate for every period, a month taken as 30 days; to the multiple, where there is one."""
    ratios = ratios_of(terms)
    with localcontext(ratios.context):
        if ratios.by_period and ratios.unit in UNITS_IN_YEAR:
            rate = terms.rate * ratios.every / UNITS_IN_YEAR[ratios.unit]
        else:
            days = Decimal(DAYS_IN_UNIT[ratios.unit] * ratios.every)
            rate = terms.rate / Decimal(ratios.days_in_year or DAYS_OF_ACTUAL_YEAR) * days
        growth = (1 + rate) ** count
        amount = ratios.to_minor(principal * rate * growth / (growth - 1))
    if not terms.multiple_minor:
        return amount
    return ratios.to_multiple(amount, terms.multiple_minor) or amount


def rest_day(terms: ServicingTerms, seed: date, day: date) -> date:
    """From when a change of the balance on ``day`` counts: at once, or from the next due date of the rhythm on."""
    agreed = terms.recalculation
    if agreed is None or agreed.rest is Rest.DAILY:
        return day
    k = 0
    while (due := step(seed, k, terms.ratios.every, terms.ratios.unit)) < day:
        k += 1
    return due


def interest_between(
    terms: ServicingTerms, period: tuple[date, date], end: date, changes: Mapping[date, int]
) -> int:
    """Interest from the start of the period to ``end`` on a balance made of changes; each stretch is rounded alone."""
    ratios = ratios_of(terms)
    start = period[0]
    cuts = sorted(day for day in changes if start < day < end)
    total = 0
    for since, till in pairwise([start, *cuts, end]):
        balance = sum(amount for day, amount in changes.items() if day <= since)
        with localcontext(ratios.context):
            total += ratios.to_minor(
                balance * part_of_period(ratios, terms.rate, period, since, till)
            )
    return total
