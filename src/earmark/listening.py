"""The socket on which a process answers, bound before anything else is done."""

import socket

from earmark.errors import Conflict


def listen(host: str, port: int) -> socket.socket:
    """A bound socket. Raises Conflict with what to do when the port is taken."""
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as exc:
        listener.close()
        raise Conflict(
            f"Nothing can listen at {host}:{port}: {exc.strerror}. Choose another with --port."
        ) from exc
    listener.set_inheritable(True)
    return listener
