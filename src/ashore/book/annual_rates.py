"""Rates of return of many loans at once, on NumPy columns: the same figures as `ashore.cost.irr`, loan by loan."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from ashore.cost import NoRate, SeveralRates, irr

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats: TypeAlias = NDArray[np.float64]

BLOCK = 1024
"""Loans solved together: few enough that their columns stay in the cache."""
_STEPS = 60
RESIDUAL = 1e-12
"""What the discounted flows of a loan may leave, over what it received."""


class BatchRates(NamedTuple):
    """Rates a period as fractions of one. ``none`` and ``several`` are the loans without a rate, and with more than one.

    Their rates are NaN; `ashore.cost.irr` says of each why.
    """

    rates: Floats
    none: tuple[int, ...]
    several: tuple[int, ...]


def irr_batch(amounts: NDArray[np.int64]) -> BatchRates:
    """The rate a period of every row of amounts: column k is period k, received positive, paid negative.

    Rows of money received first and paid later are solved side by side by Newton on ``ln(paid / received)``, in floats.
    A row whose discounted flows then leave more than 1e-12 of what it received, and every other kind of row, goes to the exact
    solver by itself.

    8,000 yuan for twelve payments of 733.44, and of 756.48:

    >>> import numpy as np
    >>> rows = np.array([[8_000_00, *[-733_44] * 12], [8_000_00, *[-756_48] * 12]])
    >>> [f"{12 * rate:.4%}" for rate in irr_batch(rows).rates]
    ['18.0000%', '24.0008%']
    """
    import numpy as np

    rates = np.full(len(amounts), np.nan)
    for start in range(0, len(amounts), BLOCK):
        block = amounts[start : start + BLOCK]
        rates[start : start + BLOCK] = _block(np.ascontiguousarray(block.T, dtype=np.float64))
    none, several = [], []
    for row in np.flatnonzero(np.isnan(rates)):
        try:
            rates[row] = float(irr([int(amount) for amount in amounts[row]]).value)
        except NoRate:
            none.append(int(row))
        except SeveralRates:
            several.append(int(row))
    return BatchRates(rates, tuple(none), tuple(several))


def _block(columns: Floats) -> Floats:
    """The rates of rows that are received at once and paid afterwards; NaN for all others."""
    import numpy as np

    received, paid = columns[0], -columns[1:]
    plain = (received > 0) & (paid >= 0).all(axis=0) & (paid > 0).any(axis=0)
    with np.errstate(all="ignore"):
        log_rate = np.zeros_like(received)
        target = np.log(received)
        for _ in range(_STEPS):
            worth, time = _worth(paid, np.exp(-log_rate))
            # Newton on ln(worth of the payments), which is convex and falls, so it never overshoots twice.
            move = (np.log(worth) - target) * worth / time
            log_rate += move
            if not (np.abs(move[plain]) > 1e-15 * (1 + np.abs(log_rate[plain]))).any():
                break
        worth, _ = _worth(paid, np.exp(-log_rate))
        good = plain & (np.abs(worth - received) <= RESIDUAL * received)
        return np.where(good, np.expm1(log_rate), np.nan)


def _worth(paid: Floats, discount: Floats) -> tuple[Floats, Floats]:
    """The worth of the payments at the start, and the same weighted with their periods, by Horner's scheme."""
    import numpy as np

    worth = np.zeros_like(discount)
    slope = np.zeros_like(discount)
    for amounts in paid[::-1]:
        slope *= discount
        slope += worth
        worth *= discount
        worth += amounts
    # worth stands for paid[0] + paid[1] v + ..., one period too early.
    return worth * discount, (worth + slope * discount) * discount
