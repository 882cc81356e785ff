"""The distributions that generated books follow, as figures computed from published data; no row of it is here.

Amounts, terms and rates: 131,517 listings of the Chinese marketplace PPDAI, July and August 2017 (public pages, collected
in the repository hanmsiao999/paipaidai). Lateness within a month: the earlier instalments of the same borrowers, 94.54 %
paid on time, 5.40 % one to fifteen days late. Lateness from month to month: 38 million loan-months of LendingClub to
November 2018 (counts in the repository basilvetas/lending-club-analysis).
"""

from __future__ import annotations

from typing import NamedTuple

QUANTILES = (0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.999, 1)


class Term(NamedTuple):
    """Loans of about one term: amounts at the `QUANTILES`, yuan; how many are whole hundreds; rates (% a year) by count."""

    longest: int
    amounts: tuple[int, ...]
    whole_hundreds: float
    rates: tuple[tuple[int, int], ...]


_QUARTER = (500, 500, 801, 1000, 1000, 1285, 1800, 2000, 3000, 4000, 6000, 9000, 11500, 12500)
_HALF = (500, 867, 1000, 1500, 2000, 2500, 3000, 3624, 4500, 5600, 8050, 10678, 13528, 15000)
_YEAR = (109, 1011, 1500, 2218, 3000, 3500, 4128, 5000, 6004, 8500, 11622, 14000, 18000, 21450)

TERMS = (
    Term(4, (*_QUARTER, 16000, 50000), 0.82, ((10, 15349), (9, 58), (11, 5))),
    Term(
        9,
        (*_HALF, 20000, 200000),
        0.44,
        ((20, 33868), (11, 6018), (22, 6011), (18, 5916), (16, 755)),
    ),
    Term(
        36,
        (*_YEAR, 39325, 55683),
        0.54,
        ((20, 31341), (12, 17575), (18, 7922), (22, 5045), (16, 1654)),
    ),
)
"""Means in yuan 2,708, 3,940 and 5,563 in the listings; 2,770, 4,047 and 5,621 when drawn between the quantiles."""

MONTHS = (
    (12, 62899),
    (6, 52037),
    (3, 15055),
    (9, 531),
    (15, 522),
    (1, 274),
    (24, 116),
    (2, 83),
)
"""Listings by term in months."""

HARD_MONTHS = ((3, 8), (6, 15), (9, 12), (12, 22), (18, 20), (24, 13), (36, 10))
"""Terms of the hard mix: 3 to 36 months, 15.2 on average. Not from data: what benchmarks of replay ask for."""

PAID_LATE = 0.0540
"""Instalments paid one to fifteen days late by borrowers who are not behind."""

CURRENT, GRACE, LATE, LATER, DEFAULT, CHARGED_OFF, PAID = range(7)
"""States at the end of a month, as in the counts: not behind, 1-15, 16-30, 31-120, over 120 days, lost, paid in full."""
NEW = 7
"""The state before the first month."""

TRANSITIONS = {
    CURRENT: (35679469, 9517, 260336, 96651, 4, 1245, 898628),
    GRACE: (436, 28, 96, 64, 0, 0, 15),
    LATE: (49741, 459, 23156, 198158, 0, 7354, 3462),
    LATER: (38013, 83, 5512, 546017, 46625, 180232, 3840),
    DEFAULT: (220, 0, 5, 770, 2861, 45449, 135),
    CHARGED_OFF: (0, 0, 0, 0, 0, 1, 0),
    PAID: (0, 0, 0, 0, 0, 0, 1),
    NEW: (20644, 2, 64, 1, 0, 0, 852),
}
"""How often each state followed a state a month later."""
