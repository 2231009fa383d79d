"""How long a company's customers take to come in, and how much memory, as a whole process."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import sqlalchemy

from bench.measures import Measure, in_rounds

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench.house import House

_LIMIT_SECONDS = 30.0
_LIMIT_MEBIBYTES = 300.0
_KIBIBYTES = 1024
_HEADER = ("id", "Müşteri Adı", "tür", "basis", "iş profili", "dil", "saat dilimi")
_A_COPY = """
import sys
import psycopg
with psycopg.connect(sys.argv[1]) as connection, open(sys.argv[2], "rb") as file:
    columns = ", ".join(f"c{number} text" for number in range(int(sys.argv[3])))
    connection.execute(f"CREATE TEMPORARY TABLE bare ({columns})")
    with connection.cursor().copy("COPY bare FROM STDIN (FORMAT csv, HEADER)") as copy:
        while part := file.read(65536):
            copy.write(part)
"""


def measure(house: House, *, lines: int, rounds: int, say: Callable[[str], None]) -> list[Measure]:
    """Measure `import --apply`; the floor is a Python that copies the same file as it is."""
    url = sqlalchemy.make_url(house.settings.database_url("owner"))
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    ours: list[float] = []
    floor: list[float] = []
    most: list[float] = []
    with TemporaryDirectory() as folder:
        for number in range(rounds):
            file = _written(Path(folder) / f"{number}.csv", number, lines)
            copy = [sys.executable, "-c", _A_COPY, plain, str(file), str(len(_HEADER))]
            floor.append(_timed(copy, house)[0])
            words = ("import", str(file), "--kind", "customers", "--apply", "--json")
            seconds, resident = _timed(house.command(*words, "--as", "admin"), house)
            ours.append(seconds)
            most.append(resident)
            say(f"import of {lines:,} lines: {seconds:.1f} s, {resident:.0f} MiB")
    took = in_rounds(f"import, {lines:,} lines", "seconds", ours=ours, floor=floor)
    took = replace(took, aim=f"under {_LIMIT_SECONDS:.0f} s", met=took.ours < _LIMIT_SECONDS)
    return [took, _memory(lines, max(most))]


def _memory(lines: int, most: float) -> Measure:
    return Measure(
        name=f"memory of an import, {lines:,} lines",
        unit="MiB",
        ours=most,
        aim=f"under {_LIMIT_MEBIBYTES:.0f} MiB",
        met=most < _LIMIT_MEBIBYTES,
    )


def _written(path: Path, number: int, lines: int) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        sheet = csv.writer(file)
        sheet.writerow(_HEADER)
        for line in range(lines):
            profile = "Üç vardiya çalışır, kışın durmaz; yedekler gecede alınır."
            words = (f"Şirket {line} A.Ş.", "external", "agreement", profile)
            sheet.writerow((f"c{number}-{line}", *words, "tr", "Europe/Istanbul"))
    return path


def _timed(command: list[str], house: House) -> tuple[float, float]:
    """How many seconds a process took, and how many mebibytes it had at most."""
    begun = time.perf_counter()
    with subprocess.Popen(command, env=house.environment, stdout=subprocess.DEVNULL) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return time.perf_counter() - begun, used.ru_maxrss / _KIBIBYTES
