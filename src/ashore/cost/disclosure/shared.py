"""The sections that every template has: key box, charges, worked examples, payments."""

from __future__ import annotations

from collections.abc import Mapping

from ashore.cost.disclosure.model import Bar, Cell, Row, Section, SectionKind
from ashore.cost.disclosure.offer import Offer
from ashore.cost.disclosure.words import Words
from ashore.cost.flows import Collector, ContingentCost, CostItem, Standard
from ashore.loan import PPM

BLANK = Cell("")


def headline(offer: Offer, words: Words) -> str:
    """What the loan costs, in one sentence of money."""
    costed = offer.costed
    key = "headline" if costed.total_cost_minor else "headline_free"
    return words(
        key,
        in_hand=words.money_text(costed.received_minor),
        total=words.money_text(costed.total_paid_minor),
        cost=words.money_text(costed.total_cost_minor),
    )


def key_box(offer: Offer, words: Words, yearly: Cell, yearly_note: str) -> Section:
    """The seven lines: in hand, total, cost, each payment, yearly rate, when, and what lateness costs."""
    costed, late = offer.costed, offer.late
    less = offer.contract.principal_minor - costed.received_minor
    in_hand_note = (
        words(
            "in_hand_less",
            principal=words.money_text(offer.contract.principal_minor),
            less=words.money_text(less),
        )
        if less > 0
        else ""
    )
    late_note = words(
        "if_late_note",
        number=late.number,
        amount=words.money_text(late.amount_minor),
        days=late.days,
    )
    late_cell = Cell(
        words("if_late_figure", days=late.days, extra=words.money_text(late.extra_minor)),
        words.money(0).kind,
        late.extra_minor,
    )
    rows = (
        Row("in_hand", (words.text("in_hand"), words.money(costed.received_minor)), in_hand_note),
        Row("total", (words.text("total"), words.money(costed.total_paid_minor)), total=True),
        Row(
            "cost",
            (words.text("cost"), words.money(costed.total_cost_minor)),
            words("cost_note"),
        ),
        _each(offer, words),
        Row("yearly", (words.text("yearly"), yearly), yearly_note),
        _dates(offer, words),
        Row("late", (words.text("if_late"), late_cell), late_note),
    )
    return Section(key="box", kind=SectionKind.BOX, title=words("box"), rows=rows)


def _each(offer: Offer, words: Words) -> Row:
    runs, payments = offer.runs, offer.payments
    (count, first, _), last = runs[0], runs[-1][1]
    amount = words.money_text(first.total_minor)
    note = ""
    if len(payments) == 1:
        text = words("each_one", amount=amount)
    elif len(runs) == 1:
        text = words("each_equal", count=count, amount=amount)
    elif len(runs) == 2 and runs[1][0] == 1:
        text = words(
            "each_last", count=count, amount=amount, last=words.money_text(last.total_minor)
        )
    else:
        text = words(
            "each_varied",
            count=len(payments),
            first=amount,
            last=words.money_text(last.total_minor),
        )
        most = max(each.total_minor for each in payments)
        note = words("each_varied_note", most=words.money_text(most))
    cell = Cell(text, words.money(0).kind, first.total_minor)
    return Row("each", (words.text("each"), cell), note)


def _dates(offer: Offer, words: Words) -> Row:
    payments, contract = offer.payments, offer.contract
    first, last = words.day_text(payments[0].due), words.day_text(payments[-1].due)
    if len(payments) == 1:
        cell = Cell(first, words.day(payments[0].due).kind, payments[0].due.isoformat())
        return Row("dates", (words.text("dates"), cell), words("dates_note_one"))
    span = f"{payments[0].due.isoformat()}/{payments[-1].due.isoformat()}"
    cell = Cell(words("dates_span", first=first, last=last), words.day(payments[0].due).kind, span)
    unit = contract.unit.value
    many = f"every_{unit}" if contract.every > 1 else f"every_{unit.removesuffix('s')}"
    every = words(many, every=contract.every)
    note = words("dates_note", every=every, count=len(payments)) if offer.costed.regular else ""
    return Row("dates", (words.text("dates"), cell), note)


def collector_text(collector: Collector, words: Words, lender: str) -> str:
    """Who collects, by name and role."""
    role = words(f"role_{collector.role.value}")
    name = collector.name or (lender if collector.role.value == "lender" else "")
    return words("named_role", name=name, role=role) if name else role


def standard_text(standard: Standard, words: Words, base: str = "") -> str:
    """The measure of a charge in words."""
    if standard.rate is not None:
        return words("standard_rate", rate=standard.rate.percent_per_year())
    amount = words.money_text(standard.amount_minor)
    percent = percent_of(standard.share_ppm)
    share = (
        words("standard_share_of", share=percent, base=base)
        if base
        else words("standard_share", share=percent)
    )
    if standard.share_ppm and standard.amount_minor:
        text = words("standard_both", amount=amount, share=share)
    else:
        text = share if standard.share_ppm else words("standard_amount", amount=amount)
    if standard.minimum_minor:
        limit = words.money_text(standard.minimum_minor)
        text = words("standard_minimum", standard=text, limit=limit)
    if standard.maximum_minor is not None:
        limit = words.money_text(standard.maximum_minor)
        text = words("standard_maximum", standard=text, limit=limit)
    return text


def percent_of(share_ppm: int) -> str:
    """Parts per million as percent, without trailing zeros.

    >>> percent_of(6_000), percent_of(20_000), percent_of(12_345)
    ('0.6', '2', '1.2345')
    """
    whole, part = divmod(share_ppm, PPM // 100)
    return f"{whole}.{part:04d}".rstrip("0").rstrip(".")


def item_columns(words: Words) -> tuple[str, ...]:
    """The heads of the table of charges."""
    keys = ("item", "charging", "standard", "collector", "amount", "rate_of_item")
    return tuple(words(key) for key in keys)


def item_row(offer: Offer, words: Words, item: CostItem, rate: Cell) -> Row:
    """One charge: what for, how, by what measure, who collects it, how much, and what it is a year."""
    lender = offer.particulars.lender
    return Row(
        item.id,
        (
            Cell(words.pick(item.name_zh, item.name_en)),
            words.text(item.charging.value),
            Cell(standard_text(item.standard, words)),
            Cell(collector_text(item.collector, words, lender)),
            words.money(offer.amount(item)),
            rate,
        ),
    )


def items(
    offer: Offer,
    words: Words,
    rates: Mapping[str, Cell],
    yearly: Cell,
    *,
    before: tuple[Row, ...] = (),
) -> list[Section]:
    """The table of required charges with their total, and the optional ones apart."""
    total = Row(
        "total",
        (
            words.text("all_costs"),
            *(BLANK,) * 3,
            words.money(offer.costed.total_cost_minor),
            yearly,
        ),
        total=True,
    )
    rows = [item_row(offer, words, item, rates[item.id]) for item in offer.required]
    found = [
        Section(
            key="items",
            kind=SectionKind.TABLE,
            title=words("items"),
            intro=words("items_intro"),
            columns=item_columns(words),
            rows=(*before, *rows, total),
            note=words("items_rates_note") if len(rows) > 1 else "",
        )
    ]
    if offer.optional:
        found.append(
            Section(
                key="optional",
                kind=SectionKind.TABLE,
                title=words("optional"),
                intro=words("optional_intro"),
                columns=item_columns(words),
                rows=tuple(item_row(offer, words, item, rates[item.id]) for item in offer.optional),
            )
        )
    return found


def contingent(offer: Offer, words: Words) -> Section:
    """What is charged only if something happens."""
    costs = offer.costed.contingent
    return Section(
        key="contingent",
        kind=SectionKind.TABLE,
        title=words("contingent"),
        intro=words("contingent_intro" if costs else "contingent_none"),
        columns=tuple(words(key) for key in ("item", "charged_on", "standard", "collector"))
        if costs
        else (),
        rows=tuple(_contingent(cost, offer, words) for cost in costs),
    )


def _contingent(cost: ContingentCost, offer: Offer, words: Words) -> Row:
    on = words(f"on_{cost.on}")
    base = on if cost.standard.rate is None else ""
    return Row(
        cost.id,
        (
            Cell(words.pick(cost.name_zh, cost.name_en)),
            Cell(on),
            Cell(standard_text(cost.standard, words, base)),
            Cell(collector_text(cost.collector, words, offer.particulars.lender)),
        ),
    )


def late(offer: Offer, words: Words) -> Section:
    """One instalment paid late, in money."""
    seen = offer.late
    rows = (
        Row(
            "due",
            (words.text("late_due", due=words.day_text(seen.due)), words.money(seen.amount_minor)),
        ),
        Row("extra", (words.text("late_extra", days=seen.days), words.money(seen.extra_minor))),
        Row(
            "pay",
            (
                words.text("late_pay", paid_on=words.day_text(seen.paid_on)),
                words.money(seen.pay_minor),
            ),
            total=True,
        ),
    )
    return Section(
        key="late",
        kind=SectionKind.LINES,
        title=words("late"),
        intro=words("late_intro", number=seen.number, days=seen.days),
        rows=rows,
        # With a penalty agreed, nothing in the example means grace or less than half a minor unit.
        note=words("late_note" if offer.contract.penalty else "late_free"),
    )


def early(offer: Offer, words: Words) -> Section:
    """The loan settled early, in money."""
    seen = offer.early
    on = words.day_text(seen.on)
    parts = {
        "early_principal": seen.parts.principal,
        "early_interest": seen.parts.interest,
        "early_fee": seen.parts.fee,
    }
    saved = "early_saved" if seen.saved_minor >= 0 else "early_more"
    rows = [
        Row("paid", (words.text("early_paid"), words.money(seen.paid_minor))),
        Row("pay", (words.text("early_pay"), words.money(seen.pay_minor)), total=True),
        *(
            Row(key, (words.text(key), words.money(minor)))
            for key, minor in parts.items()
            if minor and minor != seen.pay_minor
        ),
        Row("saved", (words.text(saved), words.money(abs(seen.saved_minor)))),
    ]
    beside, left = offer.beside_after(seen.on)
    note = words("early_note")
    if left:
        names = words.pick("、", ", ").join(words.pick(i.name_zh, i.name_en) for i in beside)
        note = words("early_others", names=names, amount=words.money_text(left))
    return Section(
        key="early",
        kind=SectionKind.LINES,
        title=words("early"),
        intro=words("early_intro", paid=seen.paid, on=on)
        if seen.paid
        else words("early_intro_one", on=on),
        rows=tuple(rows if seen.paid else rows[1:]),
        note=note,
    )


def picture(offer: Offer, words: Words) -> Section:
    """Every payment as a bar of its parts, and the same as a table."""
    bars, rows = [], []
    for number, each in enumerate(offer.payments, start=1):
        day, money = words.day(each.due), words.money(each.total_minor)
        parts = (each.principal_minor, each.interest_minor, each.other_minor)
        bars.append(Bar(str(number), *parts, f"{day.text}: {money.text}"))
        rows.append(Row(str(number), (words.count(number), day, money, *map(words.money, parts))))
    sums = (
        sum(bar.principal_minor for bar in bars),
        sum(bar.interest_minor for bar in bars),
        sum(bar.other_minor for bar in bars),
    )
    rows.append(
        Row(
            "sum",
            (
                words.text("sum"),
                BLANK,
                words.money(sum(sums)),
                *map(words.money, sums),
            ),
            total=True,
        )
    )
    legend = tuple(words(key) for key in ("principal", "interest", "other"))
    return Section(
        key="picture",
        kind=SectionKind.PICTURE,
        title=words("picture"),
        intro=words("picture_intro"),
        columns=("", words("due"), words("pay"), *legend),
        rows=tuple(rows),
        bars=tuple(bars),
        legend=legend,
    )
