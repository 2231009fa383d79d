"""As whom PostgreSQL runs: it refuses root, and the data folder stays closed to everybody else."""

from __future__ import annotations

import os
import pwd
import stat
from pathlib import Path
from typing import NamedTuple

from domain.errors import UnreachableError
from workers.embedded.launching import OWN_ACCOUNT

_CAP_DAC_OVERRIDE = 1
_CAP_DAC_READ_SEARCH = 2
_OUTSIDER = "nobody"


class Account(NamedTuple):
    """An account by number, and the Linux capabilities it keeps."""

    uid: int = OWN_ACCOUNT
    gid: int = OWN_ACCOUNT
    capabilities: tuple[int, ...] = ()


def account_for(folder: Path, program: Path) -> Account:
    """The account that runs a program on a folder: one's own, but never root.

    Root hands over to the owner of the folder, or of a new one to `nobody`. That account must pass
    parents of the folder and of the program that are closed to it (mode 0700); it is given the
    smallest capability that allows so, and no parent is opened.

    Raises:
        UnreachableError: when root may not hand that capability on, as in a locked-down container.
    """
    if os.geteuid() != 0:
        return Account()
    owner = pwd.getpwnam(_OUTSIDER)
    uid, gid = owner.pw_uid, owner.pw_gid
    if folder.exists() and folder.stat().st_uid != 0:
        uid, gid = folder.stat().st_uid, folder.stat().st_gid
    return Account(uid, gid, _keys_to(program))


def _keys_to(program: Path) -> tuple[int, ...]:
    ours = _effective_capabilities()
    may_search = bool(ours >> _CAP_DAC_READ_SEARCH & 1)
    if may_search and program.stat().st_mode & stat.S_IXOTH:
        return (_CAP_DAC_READ_SEARCH,)
    if ours >> _CAP_DAC_OVERRIDE & 1:
        return (_CAP_DAC_OVERRIDE,)
    message = (
        "PostgreSQL does not run as root, and this root may not hand on the right to search closed "
        "folders (CAP_DAC_READ_SEARCH); run servicecycle as an ordinary user"
    )
    raise UnreachableError(message)


def _effective_capabilities() -> int:
    status = Path("/proc/self/status")
    if not status.exists():
        return 0
    lines = status.read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1], 16) for line in lines if line.startswith("CapEff:"))
