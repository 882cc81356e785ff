"""An offer in anyone's words, decoded: what it costs a year, in total, and what has to be asked first.

>>> from ashore.cost.decode import decode
>>> decode("$500 for 14 days with a $75 fee").figures.simple.percent(2)
'391.07'
"""

from ashore.cost.decode.canonical import Span
from ashore.cost.decode.comparing import Comparison, compare
from ashore.cost.decode.decoding import Assumption, Decoded, Reading, decode
from ashore.cost.decode.figures import Claim, OfferFigures, Payment
from ashore.cost.decode.offer import FeeTerm, Offer, RateTerm
from ashore.cost.decode.questions import Candidate, Question, QuestionCode
from ashore.cost.decode.serialising import comparison_to_dict, decoded_to_dict

__all__ = [
    "Assumption",
    "Candidate",
    "Claim",
    "Comparison",
    "Decoded",
    "FeeTerm",
    "Offer",
    "OfferFigures",
    "Payment",
    "Question",
    "QuestionCode",
    "RateTerm",
    "Reading",
    "Span",
    "compare",
    "comparison_to_dict",
    "decode",
    "decoded_to_dict",
]
