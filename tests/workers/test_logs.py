from __future__ import annotations

import json
import subprocess
import sys

LOGGING = """
import logging, structlog
from workers.logs import configure_logs
configure_logs()
structlog.get_logger("ours").info("task_answered", task="service/a/offer/1")
logging.getLogger("theirs").warning("slow poll", extra={"seconds": 3})
logging.getLogger("theirs").debug("too much")
"""


def test_own_and_foreign_events_are_one_json_object_a_line_where_no_terminal_listens() -> None:
    done = subprocess.run([sys.executable, "-c", LOGGING], capture_output=True, check=True)
    own, foreign = [json.loads(line) for line in done.stderr.splitlines()]
    assert (own["event"], own["task"], own["level"]) == (
        "task_answered",
        "service/a/offer/1",
        "info",
    )
    assert (foreign["event"], foreign["seconds"]) == ("slow poll", 3)
    assert own["timestamp"].endswith("Z")
