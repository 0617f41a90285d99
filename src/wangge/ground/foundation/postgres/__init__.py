"""The embedded PostgreSQL: `start()` gives a running server on a folder, sharing one that runs there already."""

from wangge.ground.foundation.postgres.errors import PostgresFault
from wangge.ground.foundation.postgres.server import Server, start
from wangge.ground.foundation.postgres.sockets import socket_folder

__all__ = ["PostgresFault", "Server", "socket_folder", "start"]
