"""The command `servicecycle`: every way in, and the one place where errors are told."""

from __future__ import annotations

import logging
import os
import select
import sys
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TextIO

import click

from domain.errors import InvalidInputError, ServicecycleError
from starters.lazy import LazyGroup
from starters.options import DATA, USUAL_FOLDER, data_option
from starters.output import fail, presentable, say_error

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# Options that stand alone: what follows them is not theirs.
_FLAGS = frozenset({"--json", "--all", "--apply", "--correct", "--overdue", "--archived"})
_INTERRUPTED = 130
_UNEXPECTED = 1


class Root(LazyGroup):
    """The root of all commands, which turns whatever goes wrong into one clear line."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,  # noqa: ARG002, FBT001, FBT002 - click's signature
        **extra: object,
    ) -> NoReturn:
        """Run one command and end with its exit code."""
        given = list(sys.argv[1:] if args is None else args)
        as_json = "--json" in given
        try:
            _check_letters(given)
            code = super().main(given, prog_name, complete_var, standalone_mode=False, **extra)
        except ServicecycleError as error:
            code = fail(error, as_json=as_json)
        except click.ClickException as error:
            code = _misused(error, as_json=as_json)
        except (click.Abort, KeyboardInterrupt):
            code = _INTERRUPTED
        except BrokenPipeError:
            # A shell that wanted to complete a word has seen enough.
            code = 0
        except Exception as error:  # noqa: BLE001 - a person is told in one line, a file has the rest
            code = _unexpected(error, as_json=as_json)
        sys.exit(code if isinstance(code, int) else 0)

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: object,
    ) -> click.Context:
        """Read what was typed, and show the help that was asked for."""
        with _while_somebody_reads():
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> object:
        """Run the command that was typed."""
        with _while_somebody_reads():
            return super().invoke(ctx)


@contextmanager
def _while_somebody_reads() -> Iterator[None]:
    """End well once whoever read the output has gone; click would call that a failure."""
    try:
        yield
    except BrokenPipeError as gone:
        if _is_read(sys.stdout):
            # Something else broke: to click it would look like a reader who has gone.
            raise RuntimeError(str(gone)) from gone
        raise click.exceptions.Exit(0) from None


def _is_read(stream: TextIO) -> bool:
    """Whether somebody is left who could read what is written there."""
    try:
        watched = select.poll()
        watched.register(stream.fileno(), 0)
    except OSError:
        # It goes nowhere but into memory.
        return True
    return not watched.poll(0)


def _check_letters(given: Sequence[str]) -> None:
    """Refuse what is no text, and name the option before it, or else the place where it stands."""
    before = ""
    for place, one in enumerate(given, start=1):
        if any("\ud800" <= letter <= "\udfff" or letter == "\0" for letter in one):
            option, _, value = one.partition("=")
            name = option if one.startswith("--") and value else before
            is_named = name.startswith("--") and name.isascii() and name not in _FLAGS
            field = _as_field(name) if is_named else None
            message = f"{field or f'word {place}'}: it is not text in UTF-8"
            raise InvalidInputError(message, field=field)
        before = one


def _misused(error: click.ClickException, *, as_json: bool) -> int:
    """Say what was typed wrongly; a person is shown the usage as well."""
    if not as_json:
        context = getattr(error, "ctx", None)
        with suppress(BrokenPipeError):
            if context is not None:
                click.echo(context.get_usage(), err=True)
                click.echo(f"Try '{context.command_path} --help' for help.\n", err=True)
            click.echo(f"Error: {presentable(error.format_message())}", err=True)
        return error.exit_code
    parameter = getattr(error, "param", None)
    field = _name_of(parameter) if parameter else getattr(error, "option_name", None)
    said = InvalidInputError(error.format_message(), field=_as_field(field) if field else None)
    return fail(said, as_json=True)


def _name_of(parameter: click.Parameter) -> str:
    return parameter.opts[0] if isinstance(parameter, click.Option) else str(parameter.name)


def _as_field(name: str) -> str:
    return name.lstrip("-").replace("-", "_")


def _unexpected(error: Exception, *, as_json: bool) -> int:
    """Keep the details of a fault of ours in a file, and tell of it in one line."""
    kept = _keep(error)
    where = f"the details are in {kept}" if kept else "the details could not be kept"
    message = f"something unexpected happened ({type(error).__name__}); {where}"
    say_error("error", message, None, as_json=as_json)
    return _UNEXPECTED


def _keep(error: Exception) -> Path | None:
    import tempfile
    import traceback

    logs = Path(os.environ.get(DATA) or USUAL_FOLDER).expanduser().absolute() / "logs"
    folder = logs if logs.is_dir() else Path(tempfile.gettempdir())
    log = folder / f"servicecycle-commands-{os.getuid()}.log"
    try:
        with open(log, "a", encoding="utf-8", opener=_private) as file:
            file.write(f"{datetime.now(UTC).isoformat()}\n")
            file.writelines(traceback.format_exception(error))
    except OSError:
        return None
    return log


def _private(path: str, flags: int) -> int:
    """Open a file for its owner only, and never what somebody else linked there."""
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0), 0o600)


cli = Root(
    "servicecycle",
    places={
        "demo": "starters.demo.command:demo",
        "up": "starters.stack:up",
        "down": "starters.stack:down",
        "status": "starters.stack:status",
        "backup": "starters.backup:backup",
        "restore": "starters.backup:restore",
        "verify": "starters.verify:verify",
        "resume": "starters.verify:resume",
        "inbox": "starters.inbox:inbox",
        "task": "starters.task:task",
        "decide": "starters.decide:decide",
        "service": "starters.service:service",
        "catalogue": "starters.catalogue:catalogue",
        "calendar": "starters.calendar:calendar",
        "contract": "starters.contract:contract",
        "dependent": "starters.dependent:dependent",
        "people": "starters.people:people",
        "customer": "starters.customer:customer",
        "contact": "starters.contact:contact",
        "group": "starters.group:group",
        "technician": "starters.technician:technician",
        "role": "starters.role:role",
        "absence": "starters.absence:absence",
        "asset": "starters.asset:asset",
        "party": "starters.party:party",
        "import": "starters.importing:import_",
        "columns": "starters.columns:columns",
        "records": "starters.records:records",
        "visible": "starters.visible:visible",
        "plan": "starters.plan:plan",
        "policy": "starters.policy:policy",
        "notices": "starters.notices:notices",
        "attach": "starters.document:attach",
        "document": "starters.document:document",
        "worker": "starters.stack:worker",
        "migrate": "starters.stack:migrate",
        "completion": "starters.completion:completion",
    },
    help=(
        "Run a company's service management as durable processes that wait, ask and leave proof."
        "\n\n"
        "`servicecycle demo` shows a company's services living through it all; `servicecycle up` "
        "starts a house of your own, whose people come in by `servicecycle people import FILE "
        "--apply`. Each command explains itself with --help."
    ),
)
data_option(cli)
click.version_option(package_name="servicecycle", prog_name="servicecycle")(cli)


def main() -> NoReturn:
    """Be the command `servicecycle`."""
    from workers.leaving import leave

    # Looking for plug-ins reads what every installed package says of itself, and there are none.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    for library in ("temporalio", "asyncio"):
        # What they say of a call that was refused is told by our own errors.
        logging.getLogger(library).addHandler(logging.NullHandler())
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A terminal without Persian letters shows a sign in their place.
            stream.reconfigure(errors="replace")
    try:
        cli.main(prog_name="servicecycle")
    except SystemExit as end:
        leave(end.code if isinstance(end.code, int) else 1)
