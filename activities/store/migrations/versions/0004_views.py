"""The views that lists and `show` read, with the rights of whoever reads them."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_TASK = """
    t.task_id, t.process, t.workflow_id, t.subject, t.name, t.question, t.outcomes, t.roles,
    t.barred, t.seats, t.ballot, t.assignee, t.opened_at, t.due_at, t.data_schema, t.context,
    t.escalations, t.roles[cardinality(t.roles) - t.escalations + 1 :] AS rungs, t.state,
    t.closed_at, t.closed_reason,
    (SELECT count(*)::integer FROM vote v WHERE v.task_id = t.task_id) AS votes_cast"""

_VIEWS = {
    "inbox": f"SELECT {_TASK} FROM task t WHERE t.state IN ('created', 'claimed')",  # noqa: S608 - nothing in it comes from outside
    "tasks": f"""
        SELECT {_TASK}, d.outcome, d.actor AS decided_by, d.stands_for, d.reason, d.data,
            d.at AS decided_at
        FROM task t
        LEFT JOIN LATERAL (
            SELECT * FROM decision d WHERE d.task_id = t.task_id ORDER BY d.count DESC LIMIT 1
        ) d ON true""",  # noqa: S608 - nothing in it comes from outside
    "events": """
        SELECT e.subject || '#' || e.position AS event_id, e.position, e.at, e.recorded_at, e.kind,
            e.actor, e.stands_for, w.reason, e.subject, e.workflow_id, e.run_id, e.policy_version,
            e.clauses, e.data, e.event_key, e.hash
        FROM event e
        LEFT JOIN event_text w ON w.subject = e.subject AND w.position = e.position""",
    "services": """
        SELECT s.service_id, s.name, s.stage, s.version, s.workflow_id, s.description, s.owner,
            s.proposer, s.customers_needs, s.strategic_goals, s.entered_at, s.deferred_until_on,
            s.ends_at, p.policy_version, p.opened_at, p.closed_at,
            (SELECT count(*)::integer FROM inbox i WHERE i.workflow_id = s.workflow_id)
                AS open_tasks,
            (SELECT min(i.due_at) FROM inbox i WHERE i.workflow_id = s.workflow_id) AS next_due_at
        FROM service s
        JOIN process p ON p.workflow_id = s.workflow_id""",
    "catalogue": """
        SELECT c.service_id, c.version, c.name, c.description, s.owner, c.service_levels,
            c.published_at, c.withdrawn_at
        FROM catalogue_entry c
        JOIN service s ON s.service_id = c.service_id""",
    "notices": """
        SELECT n.notice_id, n.person_id, p.language, n.template, n.params, n.subject,
            n.workflow_id, n.state, n.at, n.recorded_at, n.attempts, n.next_attempt_at,
            n.last_error, n.sent_at, n.notice_key
        FROM notice n
        JOIN person p ON p.person_id = n.person_id""",
    "processes": """
        SELECT p.workflow_id, p.kind, p.subject, p.stage, p.step, p.run_id, p.policy_version,
            p.opened_at, p.closed_at, p.closed_reason, p.stray,
            CASE WHEN p.closed_at IS NULL THEN 'open' ELSE 'closed' END AS state
        FROM process p""",
}


def upgrade() -> None:
    """Make the views."""
    for name, query in _VIEWS.items():
        op.execute(f"CREATE VIEW {name} WITH (security_invoker = true) AS {query}")
