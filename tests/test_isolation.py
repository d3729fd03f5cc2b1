import socket

import pytest

from tests.conftest import OutsideLoopback


def test_a_socket_outside_loopback_is_refused() -> None:
    with socket.socket() as s, pytest.raises(OutsideLoopback):
        s.connect(("192.0.2.1", 80))
