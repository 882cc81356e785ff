"""Explanations in words, zh-CN and English: one sentence for each kind of line. Data for pages, files and the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ashore.loan.explain import Line
from ashore.money import Currency, Locale, currency, format_minor

SENTENCES: dict[str, tuple[str, str]] = {
    "owed": ("截至 {end} 的全部欠款", "All that is owed on {end}"),
    "principal": ("本金", "Principal"),
    "interest": ("利息", "Interest"),
    "fee": ("费用", "Fees"),
    "penalty": ("罚息与复利", "Penalty and compound interest"),
    "credit": ("您在我们这里的余款", "Your money that we hold"),
    "drawn": ("{start} 放款", "Paid out to you on {start}"),
    "recharged": ("{start} 多退的款项", "Refunded too much on {start}"),
    "paid": ("{start} 还的 {base} 中", "Of the {base} that you paid on {start}"),
    "paid_from_credit": (
        "{start} 用您在我们这里的余款还",
        "Paid on {start} from your money that we held",
    ),
    "withheld": ("{start} 放款时扣收", "Kept back from the payout on {start}"),
    "waived": ("{start} 减免", "Given up by the lender on {start}"),
    "written_off": ("{start} 核销", "Written off by the lender on {start}"),
    "period_interest": (
        "第 {number} 期利息（{start} 至 {end}，{days} 天）",
        "Interest of instalment {number} ({start} to {end}, {days} days)",
    ),
    "overdue_interest_other": (
        "逾期本金的利息（应还日 {start}，至 {end}）",
        "Interest on overdue principal that was due on {start} (to {end})",
    ),
    "overdue_interest": (
        "第 {number} 期逾期本金的利息（至 {end}）",
        "Interest on the overdue principal of instalment {number} (to {end})",
    ),
    "late_instalment": (
        "第 {number} 期逾期 {days} 天（应还日 {start}）",
        "Instalment {number} is {days} days late (it was due on {start})",
    ),
    "late_instalment_other": (
        "应于 {start} 还的款逾期 {days} 天",
        "What was due on {start} is {days} days late",
    ),
    "was_late": (
        "第 {number} 期曾逾期 {days} 天（应还日 {start}，{end} 还清）",
        "Instalment {number} was {days} days late (due on {start}, settled on {end})",
    ),
    "was_late_other": (
        "应于 {start} 还的款曾逾期 {days} 天（{end} 还清）",
        "What was due on {start} was {days} days late (settled on {end})",
    ),
    "not_counted": ("不计入的记录", "What does not count"),
    "reversed_payment": (
        "{start} 的还款 {base} 已于 {end} 退回，不计入",
        "Your payment of {base} on {start} came back on {end} and does not count",
    ),
    "reversed": (
        "{start} 的一笔记录已于 {end} 撤销，不计入",
        "An entry of {start} was undone on {end} and does not count",
    ),
    "penalty_interest": ("逾期本金的罚息", "Penalty interest on overdue principal"),
    "penalty_interest_times": (
        "逾期本金的罚息（合同利率的 {name} 倍）",
        "Penalty interest on overdue principal ({name} times the contract rate)",
    ),
    "compound_interest_times": (
        "逾期利息的复利（合同利率的 {name} 倍）",
        "Compound interest on overdue interest ({name} times the contract rate)",
    ),
    "compound_interest": ("逾期利息的复利", "Compound interest on overdue interest"),
    "stretch": (
        "{base} × 年利率 {rate}% × {days} 天 / {year_days}（{start} 至 {end}）= {exact}",
        "{base} x {rate}% a year x {days} days / {year_days} ({start} to {end}) = {exact}",
    ),
    "stretch_by_calendar": (
        "{base} × 年利率 {rate}% × {days} 天 / 当年天数（{start} 至 {end}）= {exact}",
        "{base} x {rate}% a year x {days} days / days of the year ({start} to {end}) = {exact}",
    ),
    "stretch_by_period": (
        "{base} × 年利率 {rate}% × {number}/12 年（{start} 至 {end}，按整月计）= {exact}",
        "{base} x {rate}% a year x {number}/12 year ({start} to {end}, whole months) = {exact}",
    ),
    "stretch_by_ratio": (
        "{base} × 年利率 {rate}% × {days} 天（{start} 至 {end}），按约定的截位系数 = {exact}",
        "{base} x {rate}% a year x {days} days ({start} to {end}), through the agreed cut ratios = {exact}",
    ),
    "stretch_paused": ("{start} 至 {end} 不计息", "No interest from {start} to {end}"),
    "fee_charged": ("{name}（{start}）", "{name} ({start})"),
    "instalment_fee": ("第 {number} 期费用（{start}）", "Fee of instalment {number} ({start})"),
    "rounding": ("取整尾差", "Rounding"),
    "kept": ("已付利息不再退减", "Interest already paid stays earned"),
    "limited": ("不超过约定上限", "Limited by the contract"),
}


def sentence(line: Line, locale: Locale, money: Currency | str) -> str:
    """A line in words, without its amount.

    >>> sentence(Line("credit", -500), "en", "CNY")
    'Your money that we hold'
    """
    unit = currency(money) if isinstance(money, str) else money
    code = line.code
    if code == "stretch" and line.rule != "by_day":
        code = "stretch_" + line.rule
    elif code == "stretch" and line.year_days is None:
        code = "stretch_by_calendar"
    if not line.number and code + "_other" in SENTENCES:
        code += "_other"
    if line.name and code + "_times" in SENTENCES:
        code += "_times"
    pattern = SENTENCES[code][0 if locale.startswith("zh") else 1]
    base = "" if line.base_minor is None else format_minor(line.base_minor, unit, locale)
    return pattern.format(
        number=line.number or "",
        name=line.name,
        days=line.days,
        year_days=line.year_days,
        start=written_date(line.start, locale),
        end=written_date(line.end, locale),
        base=base,
        rate="" if line.rate is None else line.rate.percent_per_year(),
        exact=_major(line.exact, unit),
    )


def written_date(day: date | None, locale: Locale) -> str:
    """A date written out, in Chinese or English; nothing for None.

    >>> written_date(date(2025, 3, 18), "en"), written_date(date(2025, 3, 18), "zh-CN")
    ('18 March 2025', '2025年3月18日')
    """
    if day is None:
        return ""
    if locale.startswith("zh"):
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


_MONTHS = (
    "January February March April May June July August September October November December".split()
)


def _major(minor: str, unit: Currency) -> str:
    """Exact minor units as a decimal of the currency's unit: ``1234.500000`` fen is ``12.345`` yuan."""
    if not minor:
        return ""
    whole, _, rest = minor.partition(".")
    digits = whole.rjust(unit.exponent + 1, "0")
    at = len(digits) - unit.exponent
    tail = (digits[at:] + rest).rstrip("0")
    tail = tail.ljust(unit.exponent, "0")
    return digits[:at] + ("." + tail if tail else "")


def text(line: Line, locale: Locale, money: str, depth: int = 99) -> Iterator[str]:
    """The tree as indented lines of text, amount first.

    >>> print(*text(Line("owed", 100, (Line("principal", 100),), end=date(2025, 3, 1)), "en", "CNY"), sep="\\n")
            ¥1.00  All that is owed on 1 March 2025
            ¥1.00    Principal
    """
    unit = currency(money)
    pending = [(line, 0)]
    while pending:
        node, level = pending.pop()
        amount = format_minor(node.amount_minor, unit, locale)
        yield f"{amount:>13}  {'  ' * level}{sentence(node, locale, unit)}"
        if level < depth:
            pending.extend((child, level + 1) for child in reversed(node.children))
