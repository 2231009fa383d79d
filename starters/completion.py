"""`completion`: what a shell needs to complete our commands."""

from __future__ import annotations

import click


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print what lets your shell complete the commands.

    Commands, options and choices are completed, and what is on record: services, tasks and their
    outcomes, people. Each of these lines belongs into the start-up file of its shell.

    servicecycle completion fish | source
    source <(servicecycle completion bash)
    source <(servicecycle completion zsh)
    """
    from click.shell_completion import get_completion_class

    from starters.main import cli

    made = get_completion_class(shell)
    if made is not None:
        click.echo(made(cli, {}, "servicecycle", "_SERVICECYCLE_COMPLETE").source())
