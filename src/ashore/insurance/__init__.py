"""Premium arithmetic: what comes back of a premium when cover ends early.

365.00 yuan for a year of credit cover, cancelled after 90 days:

>>> pro_rata_refund(365_00, cover_days=365, elapsed_days=90), cooling_off_refund(365_00)
(27500, 36500)
"""

from ashore.insurance.refunds import InvalidCover, cooling_off_refund, pro_rata_refund

__all__ = ["InvalidCover", "cooling_off_refund", "pro_rata_refund"]
