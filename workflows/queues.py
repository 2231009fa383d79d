"""The task queues: slow work has its own, so that a slow mail server never delays a decision."""

from __future__ import annotations

PROCESSES = "servicecycle"
SLOW = "servicecycle-slow"
