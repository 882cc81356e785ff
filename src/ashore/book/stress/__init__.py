"""Stress: what would become of the book if loans rolled as counted, or worse, month by month along many paths."""

from ashore.book.stress.columns import ColumnsError, stress_schema
from ashore.book.stress.partitions import stress_partitions
from ashore.book.stress.report import Interval, StressReport
from ashore.book.stress.rolls import STATE_NAMES, ScenarioError, lendingclub_rolls
from ashore.book.stress.run import run_stress
from ashore.book.stress.scenario import Scenario, Shock, read_scenario, scenario_from_dict
from ashore.book.stress.tables import StressPlan

__all__ = [
    "STATE_NAMES",
    "ColumnsError",
    "Interval",
    "Scenario",
    "ScenarioError",
    "Shock",
    "StressPlan",
    "StressReport",
    "lendingclub_rolls",
    "read_scenario",
    "run_stress",
    "scenario_from_dict",
    "stress_partitions",
    "stress_schema",
]
