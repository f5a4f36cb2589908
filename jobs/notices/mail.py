"""E-mail by SMTP (RFC 5321), with STARTTLS unless the operator says otherwise."""

import smtplib
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage

from jobs.notices.channel import ANSWER_SECONDS
from jobs.notices.wording import letter
from models.notices.deliveries import Message
from models.notices.outcomes import Outcome
from models.settings import Smtp

OK = 250
# Of a sender or a recipient; 251 is one who is served elsewhere.
ACCEPTED = (OK, 251)


@dataclass(frozen=True)
class Mail:
    """A mail server drops no mail for its Message-ID, so nothing is sent again in doubt."""

    smtp: Smtp
    url: str | None
    clock: Callable[[], datetime]
    repeatable: bool = False

    def send(self, message: Message) -> Outcome:
        if message.email is None:
            return Outcome("failed", error="no_address")
        try:
            server = self._connected()
        except (OSError, smtplib.SMTPException) as fault:
            return Outcome("failed", error=type(fault).__name__, down=True)
        try:
            return self._handed_over(server, message, message.email)
        finally:
            with suppress(OSError, smtplib.SMTPException):
                server.quit()

    def _connected(self) -> smtplib.SMTP:
        trust = ssl.create_default_context()
        host, port = self.smtp.host, self.smtp.port
        server = (
            smtplib.SMTP_SSL(host, port, timeout=ANSWER_SECONDS, context=trust)
            if self.smtp.tls == "tls"
            else smtplib.SMTP(host, port, timeout=ANSWER_SECONDS)
        )
        try:
            if self.smtp.tls == "starttls":
                server.starttls(context=trust)
            if self.smtp.user and self.smtp.password:
                server.login(self.smtp.user, self.smtp.password)
        except BaseException:
            server.close()
            raise
        return server

    def _handed_over(self, server: smtplib.SMTP, message: Message, address: str) -> Outcome:
        """Up to the text every trouble is a refusal; after it only a clear answer is one."""
        try:
            server.ehlo_or_helo_if_needed()
            for code, _ in (server.mail(self.smtp.sender), server.rcpt(address)):
                if code not in ACCEPTED:
                    return Outcome("failed", error=f"smtp_{code}")
        except (OSError, smtplib.SMTPException) as fault:
            return Outcome("failed", error=type(fault).__name__, down=True)
        try:
            code, answer = server.data(self._written(message, address).as_bytes())
        except smtplib.SMTPDataError as fault:
            return Outcome("failed", error=f"smtp_{fault.smtp_code}")
        except (OSError, smtplib.SMTPException) as fault:
            return Outcome("unsure", error=type(fault).__name__, down=True)
        if code != OK:
            return Outcome("failed", error=f"smtp_{code}")
        return Outcome("sent", provider_id=answer.decode(errors="replace")[:200])

    def _written(self, message: Message, address: str) -> EmailMessage:
        subject, text = letter(message, self.url, self.clock())
        written = EmailMessage()
        written["Subject"] = subject
        written["From"] = self.smtp.sender
        written["To"] = address
        written["Date"] = self.clock()
        written["Message-ID"] = f"<{message.id}@lianxin>"
        # So that an out-of-office reply does not answer (RFC 3834).
        written["Auto-Submitted"] = "auto-generated"
        written.set_content(text, cte="base64")
        return written
