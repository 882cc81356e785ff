"""The inner loops of the stress engine: one source for plain Python and for Numba.

Everything here is written in what the two have in common: integers, indexed sequences, loops. Money is whole minor units
(int64), a probability a whole number of 2^-32, a rate or a share of a balance a whole number of 2^-31, a draw 64 bits of
SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014). No float comes near money.

Numba makes a float of a signed and an unsigned 64-bit integer together. So all that is drawn or compared with a draw is
unsigned: the constants below are above 2^63, which makes them unsigned too, and a mask keeps plain Python within 64 bits.

States of a loan, a month apart. A loan in state ``s`` (1 to 5) is ``s - 1`` instalments behind its schedule:

| 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 |
| --- | --- | --- | --- | --- | --- | --- | --- |
| closed | current | 1-30 days | 31-60 | 61-90 | 91-120 | 121 and more | written off |
"""

from __future__ import annotations

from collections.abc import MutableSequence, Sequence

CLOSED, CURRENT, DEFAULTED, WRITTEN_OFF = 0, 1, 6, 7
STATES = 8
# Instalments that a path may reach beyond the months that it runs: five behind at the start, one more to close, one spare.
AHEAD = 7
ONE = 1 << 31
LOW_31 = ONE - 1
# Below a tenth of a per cent a month 31 bits no longer give a level instalment to a millionth: such a loan runs down linearly.
SLIGHT_RATE = 1 << 21
GOLDEN = 0x9E3779B97F4A7C15
WORD = 0xFFFFFFFFFFFFFFFF
LOW_32 = 0xFFFFFFFF
# Draws of a path: the next path of a loan begins that many steps further on.
DRAWS_OF_A_PATH = 128
MILLION = 1_000_000


def mix(word: int) -> int:
    """64 bits well mixed: the finaliser of SplitMix64."""
    word = ((word ^ (word >> 30)) * 0xBF58476D1CE4E5B9) & WORD
    word = ((word ^ (word >> 27)) * 0x94D049BB133111EB) & WORD
    return word ^ (word >> 31)


def part(amount: int, share: int) -> int:
    """Amount x share, the share in 2^-31 (below 2^32), rounded down. Exact within int64 for amounts below 2^60."""
    return (amount >> 31) * share + (((amount & LOW_31) * share) >> 31)


def monthly(rate_ppb: int) -> int:
    """A yearly rate in billionths (at most 4,000,000,000) as a twelfth of it, in 2^-31."""
    return rate_ppb * ONE // 12_000_000_000


def run_down(
    balance: int,
    instalments: int,
    rate: int,
    rises: Sequence[int],
    behind: int,
    owed: MutableSequence[int],
    paid: MutableSequence[int],
) -> None:
    """Fill ``owed[k]``, the principal left after ``k`` more instalments, and ``paid[k]``, the money that those brought.

    ``rate`` a month: equal instalments, so the share left is (1 - v^(n-k)) / (1 - v^n) with v = 1 / (1 + rate); without a
    rate, the balance falls by equal parts. ``rises[m]`` is what the rate is higher by in month ``m``: it is paid on top, and
    leaves the principal as agreed. Instalments that the loan is ``behind`` fell due before, at the old rate.
    """
    size = len(owed)
    if rate < SLIGHT_RATE:
        for k in range(size):
            left = instalments - k
            # In two steps, because balance x left may be more than 64 bits hold.
            rest = balance % instalments * left // instalments
            owed[k] = balance // instalments * left + rest if left > 0 else 0
    else:
        discount = (ONE << 31) // (ONE + rate)
        power = ONE
        for k in range(instalments, size):
            owed[k] = 0
        for left in range(1, instalments + 1):
            power = (power * discount) >> 31
            if instalments - left < size:
                owed[instalments - left] = ONE - power
        whole = ONE - power
        for k in range(min(size, instalments)):
            owed[k] = part(balance, (owed[k] << 31) // whole)
    paid[0] = 0
    for k in range(size - 1):
        dearer = rises[min(k - behind, len(rises) - 1)] if k >= behind else 0
        paid[k + 1] = paid[k] + owed[k] - owed[k + 1] + part(owed[k], rate + dearer)


def roll_loan(  # noqa: C901 - one loop: to hand its columns to a helper costs Numba more than what the loop does
    first: int,
    counter: int,
    steps: Sequence[int],
    stays: Sequence[int],
    rolls: Sequence[int],
    levels: Sequence[int],
    loss_ppm: int,
    months: int,
    owed: Sequence[int],
    paid: Sequence[int],
    cash: MutableSequence[int],
    events: MutableSequence[int],
) -> None:
    """Roll one loan from state ``first`` along every path, and add what happens to the months of the paths.

    A current loan draws once how long it stays current and where it goes then; any other loan draws once a month.
    """
    for path in range(len(levels)):
        counter = (counter + steps[DRAWS_OF_A_PATH - 1]) & WORD
        row = path * months
        state, month, k = first, 0, 0
        while month < months:
            draw = mix((counter + steps[month]) & WORD)
            if state == CURRENT:
                since = month
                at = (levels[path] * months + month) * months
                if (draw >> 32) < stays[at + months - 1]:
                    month = months
                else:
                    while (draw >> 32) < stays[at + month]:
                        month += 1
                k = month + first - 1
                if first == CURRENT and since == 0:
                    # All paths together receive what a loan pays that stays current: only what is missing counts here.
                    for each in range(month, months):
                        cash[row + each] -= paid[each + 1] - paid[each]
                else:
                    for each in range(since, month):
                        cash[row + each] += paid[each + first] - paid[each + first - 1]
                if month == months:
                    break
            if owed[k] == 0:
                break
            at = ((levels[path] * months + month) * STATES + state) * STATES
            new = 0
            while (draw & LOW_32) >= rolls[at + new]:
                new += 1
            if new == CLOSED:
                cash[row + month] += paid[k + 1] - paid[k] + owed[k + 1]
                break
            if new < DEFAULTED:
                # Instalments paid by the end of this month, when the loan is `new - 1` of them behind.
                reached = month + first - new + 1
                cash[row + month] += paid[reached] - paid[k]
                k = reached
            else:
                at = (row + month) * 3
                if state != DEFAULTED:
                    events[at] += 1
                    events[at + 1] += owed[k]
                if new == WRITTEN_OFF:
                    lost = owed[k] // MILLION * loss_ppm + owed[k] % MILLION * loss_ppm // MILLION
                    events[at + 2] += lost
                    cash[row + month] += owed[k] - lost
                    break
            state = new
            month += 1


def roll_loans(
    loans: Sequence[int],
    states: Sequence[int],
    balances: Sequence[int],
    months_left: Sequence[int],
    rates: Sequence[int],
    rises: Sequence[int],
    rolls: Sequence[int],
    stays: Sequence[int],
    levels: Sequence[int],
    loss_ppm: int,
    key: int,
    steps: Sequence[int],
    owed: MutableSequence[int],
    paid: MutableSequence[int],
    together: MutableSequence[int],
    cash: MutableSequence[int],
    events: MutableSequence[int],
) -> None:
    """Roll every loan along every path and add to the sums.

    `ashore.book.stress.tables` says what ``rises``, ``rolls``, ``stays``, ``levels`` and ``steps`` hold. The draw of (key,
    loan, path, month) decides, whatever was drawn before. Sums: ``together[month]`` is money that all paths receive,
    ``cash[path, month]`` what a path receives beside it, ``events[path, month]`` defaults, their balance, and losses.
    """
    months = len(rises)
    for i in range(len(loans)):
        first = states[i]
        if first in (CLOSED, WRITTEN_OFF) or balances[i] == 0:
            continue
        instalments = max(months_left[i] + first - 1, 1)
        run_down(balances[i], instalments, monthly(rates[i]), rises, first - 1, owed, paid)
        if first == CURRENT:
            for month in range(months):
                together[month] += paid[month + 1] - paid[month]
        counter = mix(key ^ loans[i])
        roll_loan(
            first, counter, steps, stays, rolls, levels, loss_ppm, months, owed, paid, cash, events
        )


def add_schedules(
    states: Sequence[int],
    balances: Sequence[int],
    months_left: Sequence[int],
    rates: Sequence[int],
    rises: Sequence[int],
    owed: MutableSequence[int],
    paid: MutableSequence[int],
    all_owed: MutableSequence[int],
    all_paid: MutableSequence[int],
    all_open: MutableSequence[int],
) -> None:
    """Add up, for all loans that begin in a state, ``owed[k]``, ``paid[k]``, and how many still owe after ``k`` instalments.

    What the book is expected to do follows from these sums alone: loans of one state share their chances.
    """
    size = len(owed)
    for i in range(len(states)):
        first = states[i]
        if first in (CLOSED, WRITTEN_OFF) or balances[i] == 0:
            continue
        instalments = max(months_left[i] + first - 1, 1)
        run_down(balances[i], instalments, monthly(rates[i]), rises, first - 1, owed, paid)
        at = first * size
        for k in range(size):
            all_owed[at + k] += owed[k]
            all_paid[at + k] += paid[k]
            if owed[k] > 0:
                all_open[at + k] += 1
