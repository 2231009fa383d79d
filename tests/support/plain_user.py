"""Runs code as an ordinary user also where the tests run as root."""

from __future__ import annotations

import os
import pwd
import subprocess
import sys

from workers.embedded.launching import launch_command

_CAP_DAC_READ_SEARCH = 2


def run_as_plain_user(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python code as an account that may not write elsewhere; it reads what the tests read."""
    command = [sys.executable, "-c", code, *arguments]
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        command = launch_command(
            command,
            uid=nobody.pw_uid,
            gid=nobody.pw_gid,
            capabilities=(_CAP_DAC_READ_SEARCH,),
        )
    return subprocess.run(command, capture_output=True, text=True, check=False)


def give_to_plain_user(path: os.PathLike[str]) -> None:
    """Make that account the owner of a folder."""
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        os.chown(path, nobody.pw_uid, nobody.pw_gid)
