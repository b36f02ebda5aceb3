"""Free ports on loopback.

Holds always:
- a port lies below the range the system itself hands to outgoing connections, so a server that is
  stopped can be started on the same port again;
- no port is given twice in one test run;
- the choice does not depend on the seed of a test, so two test runs at once do not pick the same ports.
"""

import secrets
import socket

LOWEST = 20_000
HIGHEST = 32_000  # Linux gives 32768 and up to outgoing connections
GIVEN: set[int] = set()


def free() -> int:
    """A port nobody on 127.0.0.1 listens on at this moment."""
    while True:
        port = LOWEST + secrets.randbelow(HIGHEST - LOWEST)
        if port in GIVEN:
            continue
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        GIVEN.add(port)
        return port
