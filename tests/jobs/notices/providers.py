"""Real servers on this machine that stand for the providers: a mail server, an SMS gateway."""

import datetime as dt
import json
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

USER, PASSWORD = b"lianxin", b"open sesame"


@dataclass
class Mailbox:
    """A mail server's handler: keeps what came, answers the text with ``answer``."""

    answer: str = "250 queued as 1"
    refused: str | None = None
    letters: list[EmailMessage] = field(default_factory=list)
    senders: list[str | None] = field(default_factory=list)

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.refused is not None:
            return self.refused
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        letter = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        self.senders.append(envelope.mail_from)
        if self.answer == "hang up":
            assert server.transport is not None
            server.transport.abort()
        return self.answer


def _known(server: SMTP, session: Session, envelope: Envelope, how: str, who: Any) -> AuthResult:
    assert isinstance(who, LoginPassword)
    return AuthResult(success=(who.login, who.password) == (USER, PASSWORD), handled=False)


@contextmanager
def mail_server(mailbox: Mailbox, identity: Path) -> Iterator[int]:
    """A server that speaks only after STARTTLS and a good password; its port."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(identity)
    controller = Controller(
        mailbox,
        hostname="127.0.0.1",
        port=free_port(),
        tls_context=context,
        require_starttls=True,
        auth_required=True,
        authenticator=_known,
    )
    controller.start()
    yield controller.port
    controller.stop()


def self_signed(folder: Path) -> Path:
    """A certificate of 127.0.0.1 and its key in one file, to be trusted by who is told to."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "identity.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return file


@dataclass
class Gateway:
    """An HTTP provider: answers with ``status`` and ``body`` after ``seconds``, keeps what came."""

    status: int = 200
    body: bytes = b'{"accepted": true, "id": "sms-1"}'
    seconds: float = 0
    hang_up: bool = False
    url: str = ""
    asked: list[tuple[dict[str, Any], dict[str, str], bytes]] = field(default_factory=list)
    arrived: threading.Event = field(default_factory=threading.Event)

    @property
    def messages(self) -> list[dict[str, Any]]:
        return [content for content, _, _ in self.asked]


@contextmanager
def http_server(gateway: Gateway) -> Iterator[Gateway]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["Content-Length"]))
            gateway.asked.append((json.loads(raw), dict(self.headers), raw))
            gateway.arrived.set()
            time.sleep(gateway.seconds)
            if gateway.hang_up:
                self.connection.close()
                return
            self.send_response(gateway.status)
            self.send_header("Content-Length", str(len(gateway.body)))
            self.end_headers()
            self.wfile.write(gateway.body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    gateway.url = f"http://127.0.0.1:{server.server_port}/send"
    yield gateway
    server.shutdown()
    server.server_close()


def free_port() -> int:
    with ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
        return int(server.server_port)
