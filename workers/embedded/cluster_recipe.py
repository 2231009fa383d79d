"""What a new PostgreSQL is made of: its configuration, who comes in, its roles and database."""

from __future__ import annotations

from workers.embedded.credentials import DATABASE, Credentials, role_name

# Small and durable: a machine of two cores, a hundred users, no replica, no commit that is lost.
CONFIGURATION = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "100",
    "shared_buffers": "96MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "512MB",
    "min_wal_size": "64MB",
    "checkpoint_timeout": "15min",
    "io_method": "sync",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %q%u@%d ",
    "password_encryption": "scram-sha-256",
}
ADMISSION = """\
# Only the three roles of servicecycle come in, with a password, over loopback.
# There is no way in for a superuser.
host all servicecycle_owner,servicecycle_worker,servicecycle_reader 127.0.0.1/32 scram-sha-256
"""


def roles_and_database() -> list[str]:
    """The statements that make the three roles and the database of the owner."""
    owner, worker, reader = (role_name(role) for role in ("owner", "worker", "reader"))
    return [
        f"CREATE ROLE {owner} LOGIN CREATEROLE CREATEDB",
        f"CREATE ROLE {worker} LOGIN",
        f"CREATE ROLE {reader} LOGIN",
        f"GRANT {worker}, {reader} TO {owner} WITH ADMIN TRUE, INHERIT FALSE, SET TRUE",
        f"CREATE DATABASE {DATABASE} OWNER {owner}",
        f"REVOKE ALL ON DATABASE {DATABASE} FROM PUBLIC",
        f"GRANT CONNECT ON DATABASE {DATABASE} TO {worker}, {reader}",
    ]


def passwords(credentials: Credentials) -> list[str]:
    """The statements that set the passwords of the roles."""
    return [
        f"ALTER ROLE {role_name('owner')} PASSWORD '{credentials.owner}'",
        f"ALTER ROLE {role_name('worker')} PASSWORD '{credentials.worker}'",
        f"ALTER ROLE {role_name('reader')} PASSWORD '{credentials.reader}'",
    ]


def telling_line(output: str) -> str:
    """The line of a tool's output that says best why it failed."""
    telling = [
        line
        for line in output.splitlines()
        if any(word in line for word in ("FATAL", "ERROR", "error:"))
    ]
    return (telling or output.splitlines() or ["it said nothing"])[-1].strip()
