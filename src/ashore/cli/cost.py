"""`ashore cost`: what credit costs, all in."""

from __future__ import annotations

import click

from ashore.cli.cost_decode import compare_, decode_
from ashore.cli.cost_disclose import disclose_


@click.group()
def cost() -> None:
    """What an offer of credit really costs."""


for command in (decode_, compare_, disclose_):
    cost.add_command(command)
