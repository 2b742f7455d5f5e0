"""How our command lines end."""

import sys

import typer

from data.errors import Refused
from queries.runner import QueryError


def run(app: typer.Typer) -> None:
    """Run a command line; a refusal is a sentence on standard error and exit status 2."""
    try:
        app()
    except (Refused, QueryError) as error:
        typer.echo(str(error), err=True)
        sys.exit(2)
