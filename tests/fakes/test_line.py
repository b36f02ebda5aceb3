"""The line of the tests delays without braking, counts round trips exactly, and breaks as it was told to."""

import imaplib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress

import pytest

from tests.fakes import dovecot, line, line_faults, ports
from tests.fakes.certificates import Certificates
from tests.fakes.dovecot_box import Box
from tests.fakes.line_faults import Fault

PATIENCE = 5.0  # seconds; reached only when something is wrong
PATTERN = bytes(range(251)) * 40  # 10,040 octets


@contextmanager
def listening(talk: Callable[[socket.socket], None]) -> Iterator[int]:
    """A server that has one talk with each who calls; its port."""
    threads: list[threading.Thread] = []

    def answer() -> None:
        with suppress(OSError):  # the listener was shut down
            while True:
                connection, _ = listener.accept()
                threads.append(threading.Thread(target=serve, args=[connection]))
                threads[-1].start()

    def serve(connection: socket.socket) -> None:
        with connection, suppress(OSError):  # the line may cut it
            connection.settimeout(PATIENCE)
            talk(connection)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        accepting = threading.Thread(target=answer)
        accepting.start()
        try:
            yield listener.getsockname()[1]
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            accepting.join()
            for thread in threads:
                thread.join()


def echo(connection: socket.socket) -> None:
    while octets := connection.recv(65536):
        connection.sendall(octets)


def call(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)


def read_to_the_end(connection: socket.socket) -> tuple[bytes, str]:
    """All that comes, and how it ended."""
    found = b""
    try:
        while octets := connection.recv(65536):
            found += octets
    except ConnectionResetError:
        return found, "reset"
    except TimeoutError:
        return found, "silent"
    return found, "closed"


def ask(connection: socket.socket, octets: bytes) -> bytes:
    """What an echo gives back; less if no more comes."""
    connection.sendall(octets)
    found = b""
    with suppress(TimeoutError):
        while len(found) < len(octets) and (more := connection.recv(65536)):
            found += more
    return found


def test_octets_pass_unharmed_and_are_counted() -> None:
    with listening(echo) as port, line.through(port) as through:
        with call(through.port) as one, call(through.port) as other:
            assert ask(one, PATTERN * 100) == PATTERN * 100
            assert ask(other, b"x") == b"x"
            assert through.seen()[:4] == (2, 2, 100 * len(PATTERN) + 1, 100 * len(PATTERN) + 1)
            for client in (one, other):  # whoever heard the end is counted as gone
                client.shutdown(socket.SHUT_WR)
                assert read_to_the_end(client) == (b"", "closed")
        through.forget()
        with call(through.port) as third:
            ask(third, b"xy")
            assert through.seen()[:4] == (1, 1, 2, 2)


def test_each_exchange_takes_a_round_trip_and_opening_takes_one_more() -> None:
    with listening(echo) as port, line.through(port, round_trip=0.3) as through:
        started = time.monotonic()
        with call(through.port) as client:
            ask(client, b"x")
            opened = time.monotonic()
            ask(client, b"x")
            assert 0.6 <= opened - started < 0.9
            assert 0.3 <= time.monotonic() - opened < 0.6


def test_delay_costs_no_bandwidth() -> None:
    size = 40_000_000
    with (
        listening(lambda connection: connection.sendall(bytes(size))) as port,
        line.through(port, round_trip=0.1) as through,
        call(through.port) as client,
    ):
        started = time.monotonic()
        got = 0
        while octets := client.recv(1 << 20):
            got += len(octets)
        assert got == size
        assert time.monotonic() - started < 4  # a pause of 50 ms for each of 160 pieces would be 8


@pytest.mark.parametrize("way", ["plain", "starttls", "TLSv1_2", "TLSv1_3"])
@pytest.mark.parametrize("round_trip", [0.0, 0.02])
def test_round_trips_are_those_of_the_conversation_alone(
    dovecot_server: dovecot.Dovecot, box: Box, certificates: Certificates, way: str, round_trip: float
) -> None:
    context = certificates.client_context()
    if way.startswith("TLS"):
        context.minimum_version = context.maximum_version = ssl.TLSVersion[way]
    server_port = dovecot_server.tls_port if way.startswith("TLS") else dovecot_server.plain_port
    with line.through(server_port, round_trip=round_trip) as through:
        client: imaplib.IMAP4
        if way.startswith("TLS"):
            client = imaplib.IMAP4_SSL("localhost", through.port, ssl_context=context, timeout=PATIENCE)
        else:
            client = imaplib.IMAP4("localhost", through.port, timeout=PATIENCE)
        steps = 2  # the greeting; CAPABILITY, which imaplib asks for by itself
        if way == "starttls":
            client.starttls(context)
            steps += 2  # STARTTLS, and CAPABILITY again
        client.login(box.address, box.password)
        for _ in range(3):
            client.noop()
        client.logout()
        assert through.seen().round_trips == steps + 5
        assert through.seen().turns == steps + 4  # nothing was sent after the last answer


def test_what_is_asked_together_is_one_round_trip(dovecot_server: dovecot.Dovecot, box: Box) -> None:
    with line.through(dovecot_server.plain_port, round_trip=0.05) as through, call(through.port) as client:
        lines = client.makefile("rb")
        lines.readline()
        client.sendall(f"a LOGIN {box.address} {box.password}\r\n".encode())
        while not lines.readline().startswith(b"a "):
            pass
        for number in range(10):
            client.sendall(b"b%d NOOP\r\n" % number)
            time.sleep(0.001)  # pieces of their own
        while not lines.readline().startswith(b"b9 "):
            pass
        assert through.seen().round_trips == 3
        lines.close()


@pytest.mark.parametrize("side", ["up", "down"])
@pytest.mark.parametrize("octet", [0, 1, 5000, len(PATTERN) - 1])
@pytest.mark.parametrize(("kind", "end"), [("reset", "reset"), ("close", "closed"), ("stall", "silent")])
def test_nothing_passes_behind_the_octet_at_which_a_line_ends(
    side: line_faults.Side, octet: int, kind: line_faults.Kind, end: str
) -> None:
    passes = {"up": len(PATTERN), "down": len(PATTERN)} | {side: octet}
    if passes["up"] == 0:
        passes["down"] = 0  # whoever hears nothing tells nothing
    heard = bytearray()
    called, heard_all = threading.Event(), threading.Event()

    def hear(octets: bytes) -> bytes:
        heard.extend(octets)
        if len(heard) >= passes["up"]:
            heard_all.set()
        return octets

    def tell_and_listen(connection: socket.socket) -> None:
        called.set()
        with suppress(OSError):  # it may be cut already
            hear(connection.recv(1))  # the caller has called then, and is not reset while calling
            connection.sendall(PATTERN)
        while hear(connection.recv(65536)):
            pass

    with listening(tell_and_listen) as port, line.through(port) as through:
        through.plan(Fault(kind, octet, side))
        with call(through.port) as client:
            with suppress(OSError):  # likewise
                client.sendall(PATTERN)
            told = b""
            if kind == "stall":
                while len(told) < passes["down"]:
                    told += client.recv(65536) or pytest.fail("the line ended")
                assert passes["up"] == 0 or heard_all.wait(PATIENCE)
                client.settimeout(0.1)
            more, ended = read_to_the_end(client)
            told += more
            assert ended == end
            assert through.seen().open == (kind == "stall")
        # The end may come sooner than the server takes the call, and nobody who goes now takes it any more.
        assert kind == "reset" or passes["up"] == 0 or called.wait(PATIENCE)
    arrived = bytes(heard)  # by now its listener is done
    hurt = told if side == "down" else arrived
    # A reset may overtake what its receiver has not read yet.
    assert hurt == PATTERN[:octet] or (kind == "reset" and PATTERN[:octet].startswith(hurt))


@pytest.mark.parametrize("side", ["up", "down"])
def test_a_flipped_bit_is_one_flipped_bit(side: line_faults.Side) -> None:
    with listening(echo) as port, line.through(port) as through:
        through.plan(Fault("corrupt", 7000, side, bit=3))
        with call(through.port) as client:
            damaged = bytearray(PATTERN)
            damaged[7000] ^= 8
            assert ask(client, PATTERN) == bytes(damaged)


def test_the_rest_of_a_piece_is_lost_and_the_next_passes() -> None:
    with listening(echo) as port, line.through(port) as through:
        through.plan(Fault("halve", 2, "up"))
        with call(through.port) as client:
            client.sendall(b"abcdef")
            assert client.recv(10) == b"ab"
            assert ask(client, b"xyz") == b"xyz"


def test_a_plan_is_for_one_connection() -> None:
    with listening(echo) as port, line.through(port) as through:
        through.plan(Fault("close", 1, "up"))
        through.plan()
        through.plan(Fault("close", 2, "up"))
        kept = []
        for _ in range(4):
            with call(through.port) as client:
                client.sendall(b"abc")
                client.shutdown(socket.SHUT_WR)
                kept.append(len(read_to_the_end(client)[0]) == 3)
        assert kept == [False, True, False, True]


def test_all_lines_can_be_cut_or_frozen_at_once() -> None:
    with listening(echo) as port, line.through(port) as through:
        with call(through.port) as one, call(through.port) as other:
            assert ask(one, b"x") + ask(other, b"x") == b"xx"
            through.cut_all()
            for client in (one, other):
                with pytest.raises(ConnectionResetError):
                    client.recv(1)
        with call(through.port) as client:
            assert ask(client, b"x") == b"x"
            through.freeze_all()
            client.settimeout(0.1)
            assert ask(client, b"x") == b""
            assert through.seen().open == 1


def test_a_server_that_is_away_resets_the_caller() -> None:
    with (
        line.through(ports.free(), round_trip=0.02) as through,
        closing(call(through.port)) as client,
        pytest.raises(ConnectionResetError),
    ):
        client.recv(1)
