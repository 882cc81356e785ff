"""What a cumulative schedule counts with: the level instalment, days of rest, and interest on a changing balance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

from ashore.loan import part_of_period
from ashore.money import step
from ashore.servicing.terms import Rest, ServicingTerms


def level_instalment(
    terms: ServicingTerms, principal: int, count: int, period: tuple[date, date]
) -> int:
    """The annuity at one rate for every period, a month taken as 30 days; to the multiple, where there is one."""
    nominal = replace(terms.ratios, days_in_month=30)
    factor = part_of_period(nominal, terms.rate, period, *period)
    return nominal.in_multiples(nominal.annuity(principal, [factor] * count), terms.multiple_minor)


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
    ratios, start = terms.ratios, period[0]
    cuts = sorted(day for day in changes if start < day < end)
    total = 0
    for since, till in pairwise([start, *cuts, end]):
        balance = sum(amount for day, amount in changes.items() if day <= since)
        part = part_of_period(ratios, terms.rate, period, since, till)
        total += ratios.to_minor(ratios.context.multiply(Decimal(balance), part))
    return total
