"""Where each number lies in the flat arrays of the kernel.

The kernel knows no objects: a loan's terms, its working state and its rows are runs of whole numbers, the same in a list
of plain Python and in an array of int64. Amounts are minor units, days are proleptic ordinals (1 = 1 January of year 1),
rates parts per billion of a year, shares parts per million. 0 stands for "no day".
"""

from __future__ import annotations

Numbers = list[int]
Loan = tuple[int, int, int, int, int]
"""What a loan has of its own: principal, rate, number of instalments, first due date (0: from the drawing), signed instalment."""
Columns = tuple[Numbers, Numbers, Numbers, Numbers, Numbers, Numbers, Numbers]
"""A loan's events as recorded: kind, day, day of knowing, amount, and three numbers that depend on the kind."""
Space = tuple[Numbers, Numbers, Numbers, Numbers]
"""Room to work in: the rows of a straight walk; a loan at work; the order of its events, and which of them count.

A loan at work is one run of numbers, by convention ``m``: its state (``S_``), its terms (``T_``), its rows (``R_``), then what
has no fixed size: the balances of the running row, rates and pauses, the order of what is due, weights of an annuity.
"""

EPOCH = 719_163
"""1 January 1970 as an ordinal: columns on disk count days from it."""
NO_DAY = -(2**31)
"""In a column of days: none."""
NOTHING = -1
"""A number that an event or a term does not have."""

PPM = 1_000_000
RATE_DENOMINATOR = 1_000_000_000

# Kinds of events, in the order in which those of one day count.
DISBURSEMENT = 0
RATE_CHANGE = 1
PAUSE = 2
DUE_DATE_MOVE = 3
CHARGE = 4
WAIVER = 5
REPAYMENT = 6
REFUND = 7
WRITE_OFF = 8
RECOVERY = 9
REVERSAL = 10

# Parts of a debt, and how one is settled.
PRINCIPAL = 0
INTEREST = 1
FEE = 2
PENALTY = 3
PAID = 0
WAIVED = 4
LOST = 8

# Ways of repaying.
EQUAL_INSTALMENT = 0
EQUAL_PRINCIPAL = 1
INTEREST_FIRST = 2
BULLET = 3
FLAT_FEE = 4
DRAWDOWN = 5

# What gives way when a loan is laid out anew.
RESPREAD = 0
KEEP = 1
PRINCIPAL_STAYS = 2

# What money paid ahead does.
HOLD = 0
NEXT_INSTALMENT = 1
SHORTEN_TERM = 2
REDUCE_INSTALMENT = 3

# Rhythm.
DAYS = 0
WEEKS = 1
MONTHS = 2
YEARS = 3

# Day counts.
ACTUAL = 0
THIRTY_US = 1
THIRTY_EUROPEAN = 2
ACT_ACT = 3

# Rounding.
HALF_UP = 0
HALF_EVEN = 1
UP = 2
DOWN = 3

# Grace days.
NO_GRACE = 0
RETROACTIVE = 1
SHIFTED = 2

# The working state of one loan.
S_MOST = 0
"""Principal that may be drawn."""
S_RATE = 1
S_INSTALMENTS = 2
S_FIRST_DUE = 3
S_SIGNED = 4
S_DAY = 5
S_BALANCE = 6
S_FLAT_BASE = 7
S_INSTALMENT = 8
S_DRAWN = 9
S_RECEIVED = 10
S_WITHHELD = 11
S_RECHARGED = 12
S_RECOVERED = 13
S_REFUNDED = 14
S_CREDIT = 15
S_WRITTEN_OFF_ON = 16
S_BILLED_INTEREST = 17
S_BILLED_FEE = 18
S_ROWS = 19
S_CURRENT = 20
S_FIRST_OPEN = 21
S_EXTRAS = 22
S_FIRST_EXTRA = 23
"""Index of the row where demands of their own begin."""
S_CHANGES = 24
S_RATES = 25
S_PAUSES = 26
S_CAPACITY = 27
"""Of rates, and of pauses."""
S_STEADY = 28
"""1: one rate all along and no pause, so that sums are kept in balance x time and the rate comes last."""
S_SETTLED = 29
"""Paid, waived, written off: four parts each."""
S_CHANGES_AT = 41
"""Where the (day, balance) pairs begin that interest runs on in the running row."""
S_RATES_AT = 42
S_ORDER_AT = 43
S_WEIGHTS_AT = 44
S_SCALES_AT = 45
S_TERMS_FROM = 46
"""Whose terms these are, so that they are not copied anew for each loan: the state is cleared up to here."""
STATE_SIZE = 47


# Terms that many loans share.
T_REPAYMENT = STATE_SIZE + 0
T_FLAT = STATE_SIZE + 1
T_EVERY = STATE_SIZE + 2
T_UNIT = STATE_SIZE + 3
T_DAY_COUNT = STATE_SIZE + 4
T_DAY_SCALE = STATE_SIZE + 5
T_DENOMINATOR = STATE_SIZE + 6
T_PERIOD_UNITS = STATE_SIZE + 7
T_ROUNDING = STATE_SIZE + 8
T_CLEARING = STATE_SIZE + 9
T_FIRST_DIFFERS = STATE_SIZE + 10
T_WITHIN = STATE_SIZE + 11
T_CONTINUES = STATE_SIZE + 12
T_GRACE_PRINCIPAL = STATE_SIZE + 13
T_GRACE_PAYMENT = STATE_SIZE + 14
T_GRACE_FREE = STATE_SIZE + 15
T_DOWN_PPM = STATE_SIZE + 16
T_MULTIPLE = STATE_SIZE + 17
T_ADVANCE = STATE_SIZE + 18
T_PENALTY = STATE_SIZE + 19
T_PENALTY_MULTIPLIER = STATE_SIZE + 20
T_PENALTY_RATE = STATE_SIZE + 21
T_ON_INTEREST = STATE_SIZE + 22
T_GRACE_DAYS = STATE_SIZE + 23
T_GRACE_MODE = STATE_SIZE + 24
T_PENALTY_CAP = STATE_SIZE + 25
T_RATE_CAP = STATE_SIZE + 26
T_LATER_FEES_DUE = STATE_SIZE + 27
T_ADDITIVE = STATE_SIZE + 28
T_STRAIGHT = STATE_SIZE + 29
"""`BENT`, or how a straight walk pays the rows: `ALONG` them one by one, or `ACROSS` them part by part."""
T_FEES = STATE_SIZE + 30
T_TABLES = STATE_SIZE + 31
"""From here four allocation tables: the contract's own and the three that have names."""
TABLE_SIZE = 16
"""Across (0 horizontal, 1 vertical), the order of three timings, then four parts for each timing."""
T_FEE = T_TABLES + 4 * TABLE_SIZE
FEE_SIZE = 5
MOST_FEES = 16
FIRST_ROW = T_FEE + MOST_FEES * FEE_SIZE
TERMS_SIZE = FIRST_ROW - STATE_SIZE
OWN_TERMS_SIZE = T_TABLES + TABLE_SIZE - STATE_SIZE
"""Up to the end of the contract's own table: all that differs, where there is no fee."""
"""When, amount, share, minimum, maximum (-1: none)."""
F_WHEN = 0
F_AMOUNT = 1
F_SHARE = 2
F_MINIMUM = 3
F_MAXIMUM = 4

BENT = 0
ALONG = 1
ACROSS = 2

# When a fee is charged.
UPFRONT = 0
WITHHELD = 1
PERIODIC = 2
FIRST_INSTALMENT = 3
ON_DISBURSEMENT = 4
ON_DUE_DATE_MOVE = 5
ON_PREPAYMENT = 6

# A row: one instalment, or a demand of its own.
R_START = 0
R_DUE = 1
R_WHOLE = 2
R_FREE = 3
R_DEFERRED = 4
R_PRINCIPAL = 5
R_OWN = 6
R_CARRIED = 7
R_INTEREST = 8
R_FEE = 9
R_TARGET = 10
R_SETTLED = 11
R_LATE_TO = 12
R_OVERDUE = 13
R_PENALTY = 14
R_COMPOUND = 15
R_PARTS = 16
"""Paid, waived, written off: four parts each."""
R_BALANCE = 28
"""What interest runs on from the row's start, as planned."""
R_MARK = 29
"""Of an instalment: it takes principal in the plan being made. Of another demand: it has fallen due."""
ROW_SIZE = 30

# A row of a straight walk: due date, principal, interest, the principal still out before it, the interest before it.
D_DUE = 0
D_PRINCIPAL = 1
D_INTEREST = 2
D_AHEAD = 3
D_EARNED = 4
# Where payments go across the rows: principal, interest and penalty paid, its sums and their day, and what it asks for.
D_PAID = 5
D_PENALTY = 8
D_COMPOUND = 9
D_LATE_TO = 10
D_OWED = 11
D_SIZE = 14

# What is told of a loan on a day.
O_STATUS = 0
O_DAYS_PAST_DUE = 1
O_OLDEST_DUE = 2
O_NEXT_DUE = 3
O_CHARGED = 4
O_PAID = 8
O_WAIVED = 12
O_WRITTEN_OFF = 16
O_RECEIVED = 20
O_WITHHELD = 21
O_RECHARGED = 22
O_RECOVERED = 23
O_CREDIT = 24
O_REFUNDED = 25
O_OVERDUE = 26
O_DUE_TODAY = 30
O_NEXT = 34
OUT_SIZE = 38

PENDING = 0
ACTIVE = 1
LATE = 2
CLOSED = 3
OVERPAID = 4
WRITTEN_OFF = 5

# How a replay ended.
DONE = 0
REFUSED = 1
"""The loan cannot take an event; the library says which, and why."""
TOO_LARGE = 2
"""A sum of this loan might not fit into 64 bits."""
UNDECIDED = 3
"""An instalment too near a tie for the compiled arithmetic to prove its rounding."""
UNORDERED = 4
"""Two events of one kind on one day, whose order only their ids tell."""
LEFT_TO_LIBRARY = 5
"""Terms that the kernel does not compute."""
