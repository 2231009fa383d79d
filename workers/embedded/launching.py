"""Becomes a part of the stack: takes on its account, ties its life to its starter's, then is it.

This file is run as a script by a bare interpreter, before the program of a part takes its place
under the same process id; so it imports nothing but the standard library. PostgreSQL refuses to run
as root, and the data folder is closed to everybody else: as root it runs as an unprivileged account
that may search folders, and no folder has to be opened for it.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1
_PR_SET_KEEPCAPS = 8
_PR_SET_NO_NEW_PRIVS = 38
_PR_CAP_AMBIENT = 47
_PR_CAP_AMBIENT_RAISE = 2
_CAPABILITY_VERSION = 0x20080522
_WORD_BITS = 32

OWN_ACCOUNT = -1


class _Header(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _Word(ctypes.Structure):
    _fields_ = (
        ("effective", ctypes.c_uint32),
        ("permitted", ctypes.c_uint32),
        ("inheritable", ctypes.c_uint32),
    )


def launch_command(
    command: list[str],
    *,
    uid: int = OWN_ACCOUNT,
    gid: int = OWN_ACCOUNT,
    capabilities: tuple[int, ...] = (),
    death_signal: signal.Signals = signal.SIGTERM,
) -> list[str]:
    """Wrap a part's command so that it starts under its account and ends with this process.

    Args:
        command: The program and its arguments.
        uid: The account to run as, by number.
        gid: The group to run as, by number.
        capabilities: Numbers of the Linux capabilities that the account keeps.
        death_signal: What the part gets when this process dies without a word (Linux only).
    """
    kept = ",".join(str(number) for number in capabilities)
    who = [str(uid), str(gid), kept, str(int(death_signal)), str(os.getpid())]
    return [sys.executable, "-I", "-S", __file__, *who, *command]


def clean_environment() -> dict[str, str]:
    """The environment without what would move PostgreSQL or Temporal elsewhere."""
    foreign = ("PG", "TEMPORAL_")
    return {name: value for name, value in os.environ.items() if not name.startswith(foreign)}


def _checked(outcome: int) -> None:
    if outcome != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def _keep(libc: ctypes.CDLL, capabilities: list[int]) -> None:
    words = (_Word * 2)()
    for number in capabilities:
        bit = 1 << (number % _WORD_BITS)
        word = words[number // _WORD_BITS]
        word.effective |= bit
        word.permitted |= bit
        word.inheritable |= bit
    _checked(libc.capset(ctypes.byref(_Header(_CAPABILITY_VERSION, 0)), words))
    for number in capabilities:
        _checked(libc.prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE, number, 0, 0))


def _take_on(uid: int, gid: int, capabilities: list[int]) -> None:
    libc = ctypes.CDLL(None, use_errno=True) if capabilities else None
    if libc is not None:
        _checked(libc.prctl(_PR_SET_KEEPCAPS, 1, 0, 0, 0))
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)
    if libc is not None:
        _keep(libc, capabilities)


def _die_with(starter: int, death_signal: int) -> None:
    if not sys.platform.startswith("linux"):
        return
    libc = ctypes.CDLL(None, use_errno=True)
    _checked(libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
    _checked(libc.prctl(_PR_SET_PDEATHSIG, death_signal, 0, 0, 0))
    if os.getppid() != starter:
        sys.exit("the stack ended before this part had started")


def main(arguments: list[str]) -> None:
    """Take on the account, tie the life of this process to its starter's, and become the part."""
    uid, gid, kept, death_signal, starter, *command = arguments
    if int(uid) != OWN_ACCOUNT:
        _take_on(int(uid), int(gid), [int(number) for number in kept.split(",") if number])
    _die_with(int(starter), int(death_signal))
    os.execv(command[0], command)  # noqa: S606 - the command is the stack's own, there is no shell


if __name__ == "__main__":
    main(sys.argv[1:])
