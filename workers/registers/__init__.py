"""Registers: commands that are transactions and not processes, run in the caller's own process.

Each writes its rows and its events together or not at all, and changes nothing when repeated.
"""

from workers.registers.admission import admit
from workers.registers.clock import set_clock, slow_down
from workers.registers.documents import Upload, attach
from workers.registers.engines import business_now, reader_engine, worker_engine
from workers.registers.people import apply_people, archive_person, plan_people, time_zones
from workers.registers.people_files import read_people
from workers.registers.policies import (
    check_policy,
    draft_policy,
    ensure_default_policy,
    publish_default,
)
from workers.registers.services import add_dependent, close_dependent, record_measure
from workers.registers.yaml_text import read_yaml, text_of

__all__ = [
    "Upload",
    "add_dependent",
    "admit",
    "apply_people",
    "archive_person",
    "attach",
    "business_now",
    "check_policy",
    "close_dependent",
    "draft_policy",
    "ensure_default_policy",
    "plan_people",
    "publish_default",
    "read_people",
    "read_yaml",
    "reader_engine",
    "record_measure",
    "set_clock",
    "slow_down",
    "text_of",
    "time_zones",
    "worker_engine",
]
