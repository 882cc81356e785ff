"""Progress of long work, on the error stream and only where a person watches."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import click

Item = TypeVar("Item")


def progress(items: Iterable[Item], label: str, length: int | None = None) -> Iterator[Item]:
    """The items one by one, with a bar (or a running count where their number is not known) while a person watches."""
    if not sys.stderr.isatty():
        yield from items
        return
    if length is not None:
        with click.progressbar(items, length=length, label=label, file=sys.stderr) as shown:
            yield from shown
        return
    at = 0
    for at, item in enumerate(items, start=1):
        if at % 500 == 0:
            click.echo(f"\r{label}: {at:,}", nl=False, err=True)
        yield item
    click.echo(f"\r{label}: {at:,}", err=True)


@contextmanager
def counting(label: str, length: int) -> Iterator[Callable[[int], None]]:
    """A function to be told how many more are done, with a bar while a person watches."""
    if length < 1 or not sys.stderr.isatty():
        yield lambda _more: None
        return
    with click.progressbar(length=length, label=label, file=sys.stderr) as shown:
        yield shown.update
