"""The kernel's functions compiled by Numba: the same source, three functions exchanged, everything else as it stands.

Without Numba the same functions run as plain Python: slower, with the same results. Types are declared from the
annotations, so that nothing is ever compiled for a type by accident. Compiled code is kept in a folder named by what it
was made from, so that stale code is never used.
"""

from __future__ import annotations

import hashlib
import inspect
import os
from collections.abc import Callable, Iterator
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

from ashore.kernel import MODULES, evaluate_columns, flow_columns, rounded

ENTRY, FLOWS = "evaluate_columns", "flow_columns"
WORTH_COMPILING = 10_000
"""Loans from which on compiled code is asked for: for fewer, plain Python is done before a first compilation would be."""
COLUMN_TYPES = {
    "principal": "int64",
    "rate": "int64",
    "signed": "int64",
    "events_from": "int64",
    "amounts": "int64",
    "first": "int64",
    "second": "int64",
    "third": "int64",
    "instalments": "int16",
    "first_due": "int32",
    "named": "int8",
    "asked": "int8",
    "terms_of": "int32",
    "kinds": "int8",
    "days": "int32",
    "known": "int32",
}
"""Columns as `ashore.book.store` hands them out: of these types, and not to be written to."""


INLINED = frozenset(
    """
    muldiv rounded clear lay_rows civil row_penalty nights_late earned_by share_out pass_time
    repay_straight bring_up let_pass pay_across_rows pay_due settled repay_across unpaid
    late_sums late_charges owed touch settle_part fall_due goes_along has_news goes_straight
    walk tell_straight set_terms forgive_within_grace paid_or_waived rate_factor
    penalty_factor copy_event own_numbers write_standing ask_for bends
    """.split()
)
"""Small functions that are called for every event or row: a call would cost more than what they do."""


def available() -> bool:
    """Whether Numba is installed."""
    return find_spec("numba") is not None


def evaluator(*, plain: bool = False) -> Callable[..., None]:
    """`ashore.kernel.evaluate_columns`, compiled where Numba is there and ``plain`` is not asked for."""
    if plain or not available():
        return evaluate_columns
    return compiled_function(ENTRY)


def flow_teller(*, plain: bool = False) -> Callable[..., None]:
    """`ashore.kernel.flow_columns`, compiled where Numba is there and ``plain`` is not asked for."""
    if plain or not available():
        return flow_columns
    return compiled_function(FLOWS)


@lru_cache(maxsize=8)
def compiled_function(name: str) -> Callable[..., Any]:
    """One of the kernel's functions as compiled. Raises KeyError for a name that the kernel does not have."""
    modules = [import_module(f"ashore.kernel.{each}") for each in MODULES]
    narrow = dict.fromkeys((ENTRY, FLOWS, "copy_event", "own_numbers"), COLUMN_TYPES)
    return _compiled(modules, name, narrow, _twins())


@lru_cache(maxsize=8)
def further_function(module: str, entry: str, *, plain: bool = False) -> Callable[..., Any]:
    """A function of another module in the common subset, compiled where Numba is there and ``plain`` is not asked for."""
    found: Callable[..., Any] = getattr(import_module(module), entry)
    if not plain and available():
        found = _compiled([import_module(module)], entry, {}, {})
    return found


def _compiled(
    modules: list[ModuleType],
    entry: str,
    narrow: dict[str, dict[str, str]],
    twins: dict[str, Any],
) -> Callable[..., Any]:
    """A function of some modules, as an earlier process compiled it or compiled now, after those that it calls.

    ``narrow`` are the columns of functions that are not of 64 bits.
    """
    from numba.core.errors import NumbaError

    functions = {**dict(_functions(modules)), **twins}
    made = _cache_folder(modules)
    done = None if made is None else made / f"complete-{entry}"

    def compiled(names: list[str]) -> Callable[..., Any]:
        chosen = {name: functions[name] for name in names}
        scope = _scope(modules, chosen, None if made is None else entry)
        for name in names:
            scope[name].compile(_signature(functions[name], narrow.get(name)))
            scope[name].disable_compile()
        found: Callable[..., Any] = scope[entry]
        return found

    if done is not None and done.exists():
        try:
            # What it calls is in its code: to prepare all that again would take as long as everything else.
            return compiled([entry])
        except NumbaError:
            pass  # the code is gone
    found = compiled(_callees_first(functions, entry))
    if done is not None:
        done.touch()
    return found


def _scope(
    modules: list[ModuleType], functions: dict[str, FunctionType], kept: str | None
) -> dict[str, Any]:
    """What the functions see while they are compiled: the numbers of their modules, and each other."""
    import numba

    njit: Any = numba.njit
    package = modules[0].__name__.rpartition(".")[0]
    scope: dict[str, Any] = {"__name__": package, "__builtins__": __builtins__}
    for module in modules:
        scope.update({name: v for name, v in vars(module).items() if isinstance(v, int)})
    for name, function in functions.items():
        plain = FunctionType(function.__code__, scope, name)
        plain.__annotations__ = function.__annotations__
        # No array is made in the kernel, so that none has to be counted: counting cost half the time.
        scope[name] = njit(
            nogil=True,
            error_model="numpy",
            cache=name == kept,
            forceinline=name in INLINED,
            _nrt=False,
        )(plain)
    return scope


def _functions(modules: list[ModuleType]) -> Iterator[tuple[str, FunctionType]]:
    for module in modules:
        for name, value in vars(module).items():
            if isinstance(value, FunctionType) and value.__module__ == module.__name__:
                yield name, value


def _cache_folder(modules: list[ModuleType]) -> Path | None:
    """The folder for code compiled from exactly this source by this compiler; None where there is no such place."""
    import numba

    config: Any = numba.config
    digest = hashlib.sha256(f"{numba.__version__} {config.CPU_NAME}".encode())
    for module in (*modules, import_module(__name__)):
        digest.update(inspect.getsource(module).encode())
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    folder = Path(base) / "ashore" / "kernel" / digest.hexdigest()[:16]
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    config.CACHE_DIR = str(folder)
    return folder


def _callees_first(functions: dict[str, FunctionType], entry: str) -> list[str]:
    """The functions that ``entry`` needs, itself the last, in an order in which each one comes after those that it calls."""
    found: list[str] = []

    def visit(name: str) -> None:
        for callee in functions[name].__code__.co_names:
            if callee in functions and callee not in found:
                visit(callee)
        found.append(name)

    visit(entry)
    return found


def _signature(function: FunctionType, narrow: dict[str, str] | None = None) -> Any:
    from numba import types

    tuple_of: Any = types.UniTuple
    pair_of: Any = types.Tuple
    array = types.Array(types.int64, 1, "C")
    known = {
        "int": types.int64,
        "bool": types.boolean,
        "None": types.void,
        "Numbers": array,
        "Sequence[int]": array,
        "Loan": tuple_of(types.int64, 5),
        "Columns": tuple_of(array, 7),
        "Space": tuple_of(array, 4),
        "Walk": tuple_of(types.int64, 14),
        "Come": tuple_of(types.int64, 8),
        "tuple[int, Come]": pair_of([types.int64, tuple_of(types.int64, 8)]),
    }

    def numba_type(name: str, written: str) -> Any:
        if narrow and name in narrow:
            return types.Array(getattr(types, narrow[name]), 1, "C", readonly=True)
        if written in known:
            return known[written]
        if written.startswith("tuple["):
            return tuple_of(types.int64, written.count("int"))
        raise TypeError(written)

    written = dict(function.__annotations__)
    returns = numba_type("return", written.pop("return"))
    return returns(*(numba_type(name, each) for name, each in written.items()))


def _twins() -> dict[str, Any]:
    """The functions whose plain form needs integers of any size, or lists."""
    return {"muldiv": _muldiv, "level": _level, "clear": _clear}


def _muldiv(a: int, b: int, c: int, mode: int) -> int:
    # The quotient in floating point is wrong by one at most; the remainder in wrapped 64-bit arithmetic says which way.
    # Proof: docs/explanation/kernel.md.
    # ``b / c`` comes first: where it is known before ``a`` is, the long division need not be waited for.
    quotient = int(float(a) * (float(b) / float(c)))
    rest = a * b - quotient * c
    if rest < 0:
        rest += c
        quotient -= 1
    elif rest >= c:
        rest -= c
        quotient += 1
    return rounded(quotient, rest, c, mode)


def _level(debt: int, m: Any, weights: int, scales: int, n: int, opening: int) -> int:
    # All terms are positive, so the relative error is below (2 n + 6) / 2^53; where that cannot decide, -1.
    owed = float(debt + opening)
    if opening < 0:
        owed = float(debt) * (1.0 + float(m[weights]) / float(m[scales]))
    payments = 1.0
    for k in range(1, n):
        factor = 1.0 + float(m[weights + k]) / float(m[scales + k])
        owed *= factor
        payments = 1.0 + payments * factor
    amount = owed / payments
    error = amount * (4.0 * n + 16.0) * 1.1102230246251565e-16
    low = int(amount - error + 0.5)
    return low if low == int(amount + error + 0.5) else -1


_level.__annotations__["m"] = "Numbers"


def _clear(m: Any, start: int, end: int) -> None:
    for k in range(start, end):
        m[k] = 0


_clear.__annotations__["m"] = "Numbers"
