"""PostgreSQL as a part of the program: found in a wheel, started for whoever needs it, stopped with the last of them.

``ensure_cluster(folder)`` gives a running cluster of one's own; ``Server(url)`` is somebody else's.
"""

from __future__ import annotations

from ventanilla.operations.postgres.cluster import Cluster, ensure_cluster
from ventanilla.operations.postgres.faults import PostgresFault
from ventanilla.operations.postgres.server import APP_ROLE, OWNER_ROLE, Server

__all__ = ["APP_ROLE", "OWNER_ROLE", "Cluster", "PostgresFault", "Server", "ensure_cluster"]
