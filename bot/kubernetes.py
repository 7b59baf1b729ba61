"""What Kubernetes injects into the environment for services whose name begins with ours.

https://kubernetes.io/docs/tutorials/services/connect-applications-service/#environment-variables
"""

from __future__ import annotations

import re

_NAME = re.compile(
    r"GEMINI_DEBUG(_\w+)?_(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)"
)
_PORT = re.compile(r"GEMINI_DEBUG(_\w+)?_PORT")
_ADDRESS = re.compile(r"(tcp|udp|sctp)://\S+", re.I)


def is_injected(name: str, value: str) -> bool:
    """Whether that variable is Kubernetes' and no setting of ours; the name in capitals."""
    return bool(_NAME.fullmatch(name)) or bool(_PORT.fullmatch(name) and _ADDRESS.fullmatch(value))
