"""What a cap can be measured in. The same loan has a different figure in each, so a cap always names its own."""

from __future__ import annotations

from ashore.rules.marks import Text

MEASURES: dict[str, Text] = {
    "irr_x12": Text(
        "全部费用的单利年化：月 IRR × 12", "all cost as a simple yearly rate: monthly IRR × 12"
    ),
    "effective": Text(
        "全部费用的复利年化：(1 + 月 IRR)^12 - 1",
        "all cost as an effective yearly rate: (1 + monthly IRR)^12 - 1",
    ),
    "contract_rate": Text("合同约定的年利率", "the yearly rate that the contract states"),
    "all_charges": Text(
        "逾期利息、违约金、其他费用合计的年率",
        "default interest, damages and fees together, as a yearly rate",
    ),
    "mapr": Text("军人贷款年化费率 (MAPR)", "military annual percentage rate (MAPR)"),
    "daily_rate": Text(
        "每日费用占未还本金的比例", "cost of a day as a share of the principal owed"
    ),
    "total_cost": Text("全部费用占借款额的比例", "all cost as a share of the amount lent"),
}
"""Names of measures, and what they are. Percent in each."""
