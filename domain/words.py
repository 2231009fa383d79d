"""The words of the field that our records use; the glossary of the README explains them."""

from __future__ import annotations

from enum import StrEnum


class Stage(StrEnum):
    """Where a service, or one version of it, stands in its life (R3, R37)."""

    STRATEGY = "strategy"
    DESIGN = "design"
    TRANSITION = "transition"
    OPERATION = "operation"
    RETIREMENT = "retirement"
    RETIRED = "retired"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class Role(StrEnum):
    """What a person may be in the service management system (R149)."""

    COMMITTEE_MEMBER = "committee_member"
    SERVICE_OWNER = "service_owner"
    SERVICE_DELIVERY_MANAGER = "service_delivery_manager"
    SERVICE_LEVEL_MANAGER = "service_level_manager"
    SERVICE_DESK_MANAGER = "service_desk_manager"
    SUPERVISOR = "supervisor"
    AGENT = "agent"
    SECOND_LINE = "second_line"
    TECHNICIAN = "technician"
    ACCOUNT_MANAGER = "account_manager"
    PROCESS_MANAGER = "process_manager"
    PROJECT_MANAGER = "project_manager"
    COMPLAINT_HANDLER = "complaint_handler"
    OPERATIONS_DIRECTOR = "operations_director"
    SENIOR_MANAGEMENT = "senior_management"
    PROPOSAL_APPROVER = "proposal_approver"
    COLLECTIONS_OFFICER = "collections_officer"
    SECURITY_OFFICER = "security_officer"
    ADMINISTRATOR = "administrator"
    CONTACT = "contact"
    AUTHORISED_USER = "authorised_user"
    GROUP_AUTHORITY = "group_authority"
    CUSTOMER_REPRESENTATIVE = "customer_representative"


CUSTOMER_ROLES = frozenset(
    {Role.CONTACT, Role.AUTHORISED_USER, Role.GROUP_AUTHORITY, Role.CUSTOMER_REPRESENTATIVE}
)


class Language(StrEnum):
    """The languages a person may read (ISO 639-1)."""

    TURKISH = "tr"
    ENGLISH = "en"
    CHINESE = "zh"
    PERSIAN = "fa"


class TaskState(StrEnum):
    """The life of a task in the inbox (Camunda's words)."""

    CREATED = "created"
    CLAIMED = "claimed"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


OPEN_TASK_STATES = (TaskState.CREATED, TaskState.CLAIMED)


class NoticeState(StrEnum):
    """The life of a notice in the outbox."""

    QUEUED = "queued"
    HELD = "held"
    SENT = "sent"
    FAILED = "failed"


class ProcessKind(StrEnum):
    """The kinds of durable process, as the Temporal UI names them."""

    SERVICE = "ServiceLifecycle"
    POLICY = "PolicyPublication"
    CONTRACT = "Contract"


class PolicyState(StrEnum):
    """The life of a policy document (R42)."""

    DRAFT = "draft"
    PUBLISHED = "published"
    REJECTED = "rejected"


class Gate(StrEnum):
    """What design must deliver before acceptance (R6, R28, R31, R32; 8.5.2)."""

    BRIEF = "brief"
    SERVICE_LEVELS = "service_levels"
    CUSTOMER_NEEDS = "customer_needs"
    COSTS = "costs"
    SECURITY = "security"
    CONTINUITY = "continuity"


class ChangeSize(StrEnum):
    """How large a change of a service is; the bounds are those of policy (R110; 8.5.1)."""

    MINOR = "minor"
    NORMAL = "normal"
    MAJOR = "major"


class ChangeState(StrEnum):
    """The life of a change of a service (R27; 8.5.1)."""

    QUEUED = "queued"
    DECIDING = "deciding"
    DEFERRED = "deferred"
    MAKING = "making"
    LIVE = "live"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"


SYSTEM = "system"
POLICY = "policy"
COMMITTEE = "committee"
CANCELLED_BY_OPERATOR = "cancelled by an operator"
