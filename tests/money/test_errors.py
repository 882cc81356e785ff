"""Refusals: typed, named, and able to travel."""

import pickle

import pytest

from ashore import money
from ashore.money import AshoreError

KINDS = [
    kind
    for kind in vars(money).values()
    if isinstance(kind, type) and issubclass(kind, AshoreError)
]


@pytest.mark.parametrize("kind", KINDS)
def test_a_refusal_keeps_its_parts_on_the_way_between_processes(kind):
    error = pickle.loads(pickle.dumps(kind(field="days", value=-3, expected="zero or more")))
    assert type(error) is kind
    assert error.to_dict() == {
        "code": kind.code,
        "field": "days",
        "value": "-3",
        "expected": "zero or more",
    }
    assert str(error) == "days = -3: expected zero or more"


def test_each_kind_has_its_own_code():
    assert len({kind.code for kind in KINDS}) == len(KINDS)


def test_the_public_face_holds_what_it_names():
    assert money.__all__ == sorted(
        money.__all__, key=lambda n: (not n.isupper(), n[0].islower(), n)
    )
    assert all(hasattr(money, name) for name in money.__all__)
