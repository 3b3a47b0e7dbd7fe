"""TLS that must not be trusted: the host is named, and nothing falls back to less."""

from __future__ import annotations

import datetime
import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from swtui.aws.calls import caller_identity
from swtui.aws.clients import AwsCaller
from swtui.aws.deadline import Deadline
from swtui.aws.endpoint import sts_endpoint
from swtui.aws.keys import Keys
from swtui.errors import NetworkError
from swtui.secret import Secret

KEYS = Keys("AKIAIOSFODNN7EXAMPLE", Secret("canary-secret"), Secret(""))


def certificate(folder: Path, *, address: str = "127.0.0.1", days: int = 1) -> Path:
    """Write a self-signed certificate and its key; `days` below 0 make it an expired one."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=9))
        .not_valid_after(now + datetime.timedelta(days=days))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))]), False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "server.pem"
    path.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return path


@contextmanager
def serving(pem: Path, received: list[bytes]) -> Iterator[str]:
    """Serve TLS on 127.0.0.1 with this certificate, noting what is sent after the handshake."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def accept() -> None:
            with suppress(OSError):
                while True:
                    plain, _address = listener.accept()
                    with plain, suppress(OSError):
                        plain.settimeout(2)
                        with context.wrap_socket(plain, server_side=True) as secure:
                            received.append(secure.recv(1000))

        threading.Thread(target=accept, daemon=True).start()
        yield f"https://127.0.0.1:{listener.getsockname()[1]}"
        listener.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize(
    ("address", "days", "trusted", "words"),
    [
        ("127.0.0.1", 1, False, "not trusted"),
        ("127.0.0.1", -1, True, "has expired"),
        ("127.0.0.2", 1, True, "for another host"),
    ],
)
def test_a_certificate_that_is_not_right_ends_it(
    tmp_path: Path, address: str, days: int, trusted: bool, words: str
) -> None:
    pem = certificate(tmp_path, address=address, days=days)
    received: list[bytes] = []
    with serving(pem, received) as url:
        env = {"AWS_ENDPOINT_URL": url, **({"AWS_CA_BUNDLE": str(pem)} if trusted else {})}
        with pytest.raises(NetworkError, match=rf"127\.0\.0\.1:\d+: its certificate .*{words}"):
            caller_identity(AwsCaller(endpoint=sts_endpoint(env), deadline=Deadline(10)), KEYS)
    assert [data for data in received if data] == []
