"""What commands, the demo and other programs do with processes.

Each function takes the desk of a house and the id of the person who acts, checks everything that
can be checked beforehand, and returns once what it asked for is stored.
"""

from starters.assigning import assign
from starters.changing import change_service, withdraw_change
from starters.deciding import Given, decide
from starters.demanding import demand
from starters.proposing import import_services, propose_service, service_id_for
from starters.publishing import Publication, publish_policy
from starters.resuming import mend, resume

__all__ = [
    "Given",
    "Publication",
    "assign",
    "change_service",
    "decide",
    "demand",
    "import_services",
    "mend",
    "propose_service",
    "publish_policy",
    "resume",
    "service_id_for",
    "withdraw_change",
]
