"""Premium that goes back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ashore.insurance import InvalidCover, cooling_off_refund, pro_rata_refund


@pytest.mark.property
@given(st.integers(0, 10**9), st.integers(1, 3_660), st.data())
def test_a_later_cancellation_never_gives_more_back(
    premium: int, cover: int, data: st.DataObject
) -> None:
    elapsed = data.draw(st.integers(0, cover - 1))
    now, later = (
        pro_rata_refund(premium, cover_days=cover, elapsed_days=days)
        for days in (elapsed, elapsed + 1)
    )
    assert 0 <= later <= now <= premium
    assert pro_rata_refund(premium, cover_days=cover, elapsed_days=0) == premium
    assert pro_rata_refund(premium, cover_days=cover, elapsed_days=cover) == 0


def test_bad_input_is_refused() -> None:
    with pytest.raises(InvalidCover, match="0 to 30 days"):
        pro_rata_refund(1_00, cover_days=30, elapsed_days=31)
    with pytest.raises(InvalidCover, match="at most the premium"):
        cooling_off_refund(1_00, 2_00)
