"""Caps, limits, classes, stages, provisions, hardship, records, suitability, cover, relief: both sides of every edge."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ashore import rules
from ashore.rules import InvalidQuestion, Outcome, UnknownRule
from tests.rules.pack_files import RULE, loaded

PACKS = rules.standard_packs()
DAY = date(2026, 3, 1)
ALLOW, DENY, HUMAN, UNKNOWN = Outcome.ALLOW, Outcome.DENY, Outcome.NEEDS_HUMAN, Outcome.UNKNOWN


def percent(figure: str) -> dict[str, Decimal]:
    return {"contract_rate": Decimal(figure), "all_charges": Decimal(figure)}


@pytest.mark.parametrize(
    ("day", "limit", "version"),
    [
        (date(2020, 8, 19), "24", 1),
        (date(2020, 8, 20), "15.40", 2),
        (date(2021, 12, 19), "15.40", 2),
        (date(2021, 12, 20), "15.20", 2),
        (date(2025, 5, 19), "12.40", 2),
        (date(2025, 5, 20), "12.00", 2),
    ],
)
def test_the_private_cap_is_that_of_the_day_of_the_contract(
    day: date, limit: str, version: int
) -> None:
    cap = rules.cap_for(PACKS, "CN", "private", "personal", day)
    assert cap is not None
    assert (str(cap.limit_percent), cap.version, cap.rule_id) == (limit, version, "CN.CAP.01")


def test_a_cost_at_the_cap_is_allowed_and_one_above_it_is_not() -> None:
    def judged(figure: str) -> Outcome:
        day = date(2021, 3, 1)
        return rules.judge_cost(PACKS, "CN", "private", "personal", day, percent(figure)).outcome

    assert [judged(each) for each in ("15.40", "15.4000001")] == [ALLOW, DENY]


def test_an_exclusive_cap_denies_the_limit_itself(tmp_path: Path) -> None:
    packs = loaded(tmp_path, RULE)
    judged = [
        rules.judge_cost(packs, "XX", "bank", "p", date(2020, 6, 1), {"effective": Decimal(each)})
        for each in ("23.99", "24")
    ]
    assert [each.outcome for each in judged] == [ALLOW, DENY]


def test_a_cap_is_judged_in_its_own_measure_only() -> None:
    low = {"effective": Decimal(1)}
    decision = rules.judge_cost(PACKS, "CN", "bank", "personal", DAY, low)
    assert (decision.outcome, decision.rule_id) == (HUMAN, "CN.CAP.06")
    with pytest.raises(InvalidQuestion):
        rules.judge_cost(PACKS, "CN", "bank", "personal", DAY, {"apr": Decimal(1)})


def test_a_cap_on_a_rate_that_was_not_looked_up_so_far_needs_a_human() -> None:
    late = PACKS.series["CN.LPR.1Y"].read_to + timedelta(1)
    cap = rules.cap_for(PACKS, "CN", "private", "personal", late)
    assert cap is not None
    assert not cap.settled
    assert rules.judge_cost(PACKS, "CN", "private", "p", late, percent("1")).outcome is HUMAN


def test_no_cap_that_is_held_is_unknown_and_never_allowed() -> None:
    assert rules.cap_for(PACKS, "EU", "bank", "personal", DAY) is None
    assert rules.judge_cost(PACKS, "EU", "bank", "personal", DAY, {}).outcome is UNKNOWN


def test_the_lender_type_decides_the_cap() -> None:
    def caps(lender: str, product: str = "personal") -> set[str]:
        return {cap.rule_id for cap in rules.caps_for(PACKS, "CN", lender, product, DAY)}

    assert caps("private") == {"CN.CAP.01", "CN.CAP.02"}
    assert caps("bank") == {"CN.CAP.06"}
    assert caps("bank", "internet-assisted") == {"CN.CAP.06", "CN.COST.06"}
    assert caps("small-loan") == {"CN.COST.07"}


def test_a_small_loan_company_comes_under_four_times_the_prime_rate_by_the_end_of_2027() -> None:
    days = date(2027, 12, 30), date(2027, 12, 31)
    caps = [rules.cap_for(PACKS, "CN", "small-loan", "p", day) for day in days]
    assert [cap and str(cap.limit_percent) for cap in caps] == ["24", "12.00"]


def test_a_decision_keeps_rule_version_and_inputs_for_later() -> None:
    day = date(2021, 3, 1)
    stored = rules.judge_cost(PACKS, "CN", "private", "personal", day, percent("16")).to_dict()
    assert stored["outcome"] == "deny"
    assert (stored["basis"]["rule"], stored["basis"]["version"]) == ("CN.CAP.01", 2)
    assert stored["basis"]["inputs"]["measured_percent"] == "16"
    assert stored["basis"]["inputs"]["day"] == "2021-03-01"


@pytest.mark.parametrize(
    ("name", "inside", "outside"),
    [("amount", 300_000_00, 300_000_01), ("bullet_term", 12, 13)],
)
def test_limits_of_an_internet_loan_are_inclusive(name: str, inside: int, outside: int) -> None:
    judged = [
        rules.judge_limits(PACKS, "CN", "bank", "internet-consumer", DAY, {name: value}).outcome
        for value in (inside, outside)
    ]
    assert judged == [ALLOW, DENY]


@pytest.mark.property
@given(st.integers(0, 2_000), st.integers(0, 2_000))
def test_a_loan_that_is_later_is_never_in_a_better_class_or_stage(one: int, other: int) -> None:
    early, late = sorted((one, other))
    five = ["normal", "special_mention", "substandard", "doubtful", "loss"]
    india = ["SMA-0", "SMA-1", "SMA-2", "NPA"]
    for place, ladder in (("CN", five), ("IN", india)):
        found = [rules.class_by_days(PACKS, place, days, DAY).value for days in (early, late)]
        assert ladder.index(found[0]) <= ladder.index(found[1])
    stages = [rules.presumed_stage(PACKS, days, DAY).value for days in (early, late)]
    assert stages[0] <= stages[1]


def test_the_regulatory_class_and_the_accounting_stage_part_ways_at_90_days() -> None:
    assert rules.presumed_stage(PACKS, 90, DAY).value == 3
    assert rules.class_by_days(PACKS, "CN", 90, DAY).value == "special_mention"
    assert rules.in_default(PACKS, 90, True, DAY).outcome is ALLOW
    assert rules.in_default(PACKS, 91, True, DAY).outcome is DENY
    assert rules.in_default(PACKS, 91, None, DAY).outcome is HUMAN
    assert rules.in_default(PACKS, 91, False, DAY).outcome is ALLOW


def test_a_presumption_that_was_rebutted_gives_way_to_the_one_below() -> None:
    assert rules.presumed_stage(PACKS, 95, DAY, frozenset({3})).value == 2
    assert rules.presumed_stage(PACKS, 95, DAY, frozenset({2, 3})).value == 1


def test_what_is_not_due_is_not_late_in_india() -> None:
    due = date(2023, 3, 31)
    found = [
        rules.class_by_due_date(PACKS, "IN", due, due + timedelta(days)).value
        for days in (-1, 0, 29, 30, 59, 60, 89, 90)
    ]
    expected = ["standard", "SMA-0", "SMA-0", "SMA-1", "SMA-1", "SMA-2", "SMA-2", "NPA"]
    assert found == expected


def test_expected_loss_has_a_ladder_of_its_own() -> None:
    losses = ("0", "49.99", "50", "89.99", "90", "100")
    found = [rules.class_by_loss(PACKS, "CN", Decimal(each), DAY).value for each in losses]
    assert found == ["normal", "normal", "doubtful", "doubtful", "loss", "loss"]


@pytest.mark.parametrize(
    ("overdue", "exposure", "material"),
    [(100_00, 1_000_00, False), (100_01, 1_000_00, True), (100_01, 10_001_00, False)],
)
def test_material_is_above_the_amount_and_above_the_share(
    overdue: int, exposure: int, material: bool
) -> None:
    assert rules.is_material(PACKS, "EU", overdue, exposure, DAY).value is material


@pytest.mark.parametrize(
    ("paid", "periods", "months", "sound", "outcome"),
    [
        (True, 2, 12, True, ALLOW),
        (True, 1, 12, True, DENY),
        (True, 2, 11, True, DENY),
        (False, 9, 99, True, DENY),
        (True, 2, 12, None, HUMAN),
        (True, 2, 12, False, DENY),
    ],
)
def test_a_restructured_asset_leaves_observation_after_two_periods_and_a_year(
    paid: bool, periods: int, months: int, sound: bool | None, outcome: Outcome
) -> None:
    decision = rules.may_upgrade(
        PACKS,
        "CN.CLS.08",
        DAY,
        arrears_paid=paid,
        periods_on_time=periods,
        months_on_time=months,
        judged_sound=sound,
    )
    assert decision.outcome is outcome


def test_a_ladder_is_unknown_before_its_first_day() -> None:
    with pytest.raises(UnknownRule):
        rules.class_by_days(PACKS, "CN", 91, date(2023, 6, 30))


@pytest.mark.parametrize("days", [-1, True, 1.5])
def test_days_past_due_are_whole_and_not_negative(days: object) -> None:
    with pytest.raises(InvalidQuestion):
        rules.class_by_days(PACKS, "CN", days, DAY)  # type: ignore[arg-type]
    with pytest.raises(InvalidQuestion):
        rules.presumed_stage(PACKS, days, DAY)  # type: ignore[arg-type]


def test_provisions_by_class() -> None:
    classes = ("normal", "special_mention", "substandard", "doubtful", "loss")
    found = [rules.specific_provision(PACKS, "CN", each, 100_01, DAY).value for each in classes]
    assert found == [0, 200, 2500, 5001, 10001]


@pytest.mark.parametrize(
    ("penalty", "outcome"),
    [("12.99", DENY), ("13", ALLOW), ("15", ALLOW), ("15.01", DENY)],
)
def test_a_penalty_rate_is_30_to_50_percent_above_the_contract(
    penalty: str, outcome: Outcome
) -> None:
    found = rules.judge_penalty_rate(PACKS, "CN", Decimal(10), Decimal(penalty), DAY)
    assert found.outcome is outcome


def test_a_moratorium_lasts_60_days_or_30_after_treatment_and_comes_once_a_year() -> None:
    start = date(2025, 1, 1)
    assert rules.moratorium_ends(PACKS, "UK", start).value == start + timedelta(60)
    ended = rules.moratorium_ends(PACKS, "UK", start, treatment_ended=date(2025, 6, 1)).value
    assert ended == date(2025, 7, 1)
    again = [
        rules.may_start_moratorium(PACKS, "UK", start, day).outcome
        for day in (date(2025, 12, 31), date(2026, 1, 1))
    ]
    assert again == [DENY, ALLOW]
    assert rules.may_start_moratorium(PACKS, "UK", None, start).outcome is ALLOW


def test_an_old_balance_is_repriced_only_late_and_after_notice() -> None:
    noticed = date(2026, 1, 1)

    def judged(late: int, days: int) -> Outcome:
        day = noticed + timedelta(days)
        return rules.may_reprice(PACKS, "US", "credit-card", late, noticed, day).outcome

    assert [judged(*each) for each in ((60, 45), (61, 44), (61, 45))] == [DENY, DENY, ALLOW]


def test_the_longest_retention_counts_and_beats_deletion() -> None:
    made = {"made": date(2025, 6, 1), "ended": date(2025, 6, 1)}
    both = ("consumer-finance", "credit-card")
    kept = rules.keep_until(PACKS, "CN", "collection", made, DAY, *both)
    assert kept is not None
    assert (kept.value, kept.basis.rule_id) == (date(2030, 6, 1), "CN.COL.10")
    for day, expected in (
        (date(2035, 6, 1), rules.Handling.RESTRICT),
        (date(2035, 6, 2), rules.Handling.DELETE),
    ):
        found = rules.handling(PACKS, "CN", "client", made, day, purpose_goes_on=False)
        assert found.value is expected
        used = rules.handling(PACKS, "CN", "client", made, day, purpose_goes_on=True)
        assert used.value is rules.Handling.USE


def test_nothing_is_deleted_on_a_guess() -> None:
    with pytest.raises(UnknownRule):
        rules.handling(PACKS, "CN", "diary", {}, DAY, purpose_goes_on=False)
    with pytest.raises(InvalidQuestion):
        rules.keep_until(PACKS, "CN", "client", {"made": DAY}, DAY)


def test_credit_reporting_tells_first_deletes_after_five_years_and_answers_in_twenty_days() -> None:
    notices = (None, DAY + timedelta(1), DAY, DAY - timedelta(1))
    outcomes = [rules.may_report_adverse(PACKS, "CN", each, DAY).outcome for each in notices]
    assert outcomes == [DENY, DENY, ALLOW, ALLOW]
    assert rules.adverse_deleted_on(PACKS, "CN", None, DAY).value is None
    assert rules.adverse_deleted_on(PACKS, "CN", DAY, DAY).value == date(2031, 3, 2)
    assert rules.dispute_answer_by(PACKS, "CN", DAY).value == date(2026, 3, 21)


@pytest.mark.parametrize(
    ("product", "customer", "insists", "outcome"),
    [(3, 2, False, HUMAN), (3, 2, True, ALLOW), (3, 1, True, DENY), (1, 1, False, ALLOW)],
)
def test_securities_let_all_but_the_lowest_class_insist_after_a_warning(
    product: int, customer: int, insists: bool, outcome: Outcome
) -> None:
    found = rules.may_sell(
        PACKS, "CN", "fund", product, customer, DAY, insists_after_warning=insists
    )
    assert found.outcome is outcome


def test_bank_wealth_lets_nobody_insist() -> None:
    found = rules.may_sell(PACKS, "CN", "bank-wealth", 4, 3, DAY, insists_after_warning=True)
    assert found.outcome is DENY


def test_the_third_questionnaire_of_a_day_and_the_ninth_of_twelve_months_are_refused() -> None:
    def judged(*earlier: date) -> Outcome:
        return rules.may_assess(PACKS, "CN", "bank-wealth", earlier, DAY).outcome

    assert [judged(DAY), judged(DAY, DAY)] == [ALLOW, DENY]
    year = [DAY - timedelta(40 * each) for each in range(1, 9)]
    assert [judged(*year[:7]), judged(*year)] == [ALLOW, DENY]
    # A year ago to the day is out of the 12 months; the day after is in.
    assert judged(*year[:7], date(2025, 3, 1)) is ALLOW
    assert judged(*year[:7], date(2025, 3, 2)) is DENY


def test_fast_redemption_counts_what_was_paid_before_that_day() -> None:
    judged = [rules.may_redeem_fast(PACKS, "CN", 1, before, DAY) for before in (999_999, 10_000_00)]
    assert [each.outcome for each in judged] == [ALLOW, DENY]


def test_insurance_beside_a_loan() -> None:
    since = date(2025, 6, 1)
    assert rules.insurer_must_by(PACKS, "CN", "surrender", since).value == date(2025, 7, 1)
    with pytest.raises(UnknownRule):
        rules.insurer_must_by(PACKS, "CN", "tea", since)
    assert rules.cover_suspended_on(PACKS, "CN", since, None).value == date(2025, 8, 1)
    late = rules.cover_suspended_on(PACKS, "CN", since, date(2025, 7, 30)).value
    assert late == date(2025, 8, 1)
    assert rules.may_make_depend(PACKS, "CN", "a parking space", since).outcome is ALLOW


@pytest.mark.parametrize(
    ("spend", "rate", "days", "expected"),
    [
        (30_000_00, "3.0", 180, 150_00),
        (80_000_00, "3.0", 360, 500_00),
        (30_000_00, "1.8", 360, 270_00),
    ],
)
def test_the_subsidy_is_a_point_at_most_half_the_rate_on_at_most_50000(
    spend: int, rate: str, days: int, expected: int
) -> None:
    found = subsidy(spend, rate, days)
    assert found == expected


def subsidy(spend: int, rate: str, days: int, already: int = 0, small: int = 0) -> int:
    return rules.interest_subsidy(
        PACKS,
        "CN",
        "bank",
        "personal-consumption",
        date(2025, 9, 1),
        spend_minor=spend,
        rate_percent=Decimal(rate),
        days=days,
        year_days=360,
        already_minor=already,
        already_small_minor=small,
    ).value


def test_the_subsidy_stops_at_the_ceilings_of_the_person() -> None:
    assert subsidy(49_999_99, "3", 360, already=900_00, small=900_00) == 100_00
    assert subsidy(50_000_00, "3", 360, already=2_900_00, small=1_000_00) == 100_00
    assert subsidy(49_999_99, "3", 360, already=1_000_00, small=1_000_00) == 0


def test_credit_repair_needs_all_its_edges_at_once() -> None:
    def repaired(fen: int, arose: str, repaid: str | None) -> rules.Repair:
        paid = date.fromisoformat(repaid) if repaid else None
        return rules.credit_repair(PACKS, "CN", fen, date.fromisoformat(arose), paid).value

    assert repaired(1, "2020-01-01", "2025-11-30").hidden_from == date(2026, 1, 1)
    assert repaired(1, "2020-01-01", "2025-12-01").hidden_by == date(2026, 1, 31)
    assert repaired(1, "2020-01-01", "2026-03-31").hidden_by == date(2026, 4, 30)
    assert not repaired(1, "2019-12-31", "2025-11-30").eligible
    assert not repaired(1, "2020-01-01", None).eligible
