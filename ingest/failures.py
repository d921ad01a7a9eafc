"""Whatever aiohttp, TLS or the system raise while we fetch -> an error of ours, in words for an editor."""

import os
import socket  # noqa: TID251  Names its errors; opens nothing.
from collections.abc import Iterator
from contextlib import contextmanager

import aiohttp  # noqa: TID251  Names its errors; opens nothing.

from ingest.errors import AddressRefused, BodyRefused, FetchError, TimedOut, Unreachable
from ingest.values import Limits


class ForbiddenAddress(PermissionError):
    """Carries AddressRefused through the race of connections, which lets only system errors through."""


@contextmanager
def reading_body() -> Iterator[None]:
    """Say of a connection that breaks in the middle of a body that nothing of it is used."""
    try:
        yield
    except TimeoutError:
        raise
    except (aiohttp.ClientError, OSError) as error:
        raise BodyRefused(
            "The connection broke in the middle of the body, so none of it is used; we try again at the next poll."
        ) from error


@contextmanager
def speaking(host: str, limits: Limits) -> Iterator[None]:
    """Turn whatever goes wrong into one of our errors, in words for an editor."""
    try:
        yield
    except FetchError:
        raise
    except aiohttp.ConnectionTimeoutError as error:
        raise TimedOut(f"{host} took longer than {limits.connect_seconds:g} seconds to accept a connection.") from error
    except aiohttp.SocketTimeoutError as error:
        raise TimedOut(f"{host} sent nothing for {limits.read_seconds:g} seconds.") from error
    except TimeoutError as error:
        raise TimedOut(f"{host} took longer than {limits.total_seconds:g} seconds in all.") from error
    except Exception as error:  # A hostile server finds paths in a library that its authors did not.
        raise _without_answer(host, error) from error


def _without_answer(host: str, error: Exception) -> FetchError:
    """Name the reason for which there is no answer to read."""
    kind: type[FetchError] = Unreachable
    match error:
        case aiohttp.ClientConnectorDNSError(os_error=socket.gaierror(errno=socket.EAI_AGAIN)):
            message = f"The name {host} could not be looked up just now; we try again at the next poll."
        case aiohttp.ClientConnectorDNSError():
            message = f"There is no host named {host}; check the URL of the feed."
        case aiohttp.ClientConnectorCertificateError(certificate_error=reason):
            message = f"The TLS certificate of {host} is not valid: {_certificate_fault(reason)}."
        case aiohttp.ClientConnectorSSLError(os_error=reason):
            message = f"{host} does not speak TLS as it should: {_first_line(reason.strerror or str(reason))}."
        case aiohttp.ClientConnectorError(os_error=ForbiddenAddress() as reason):
            kind, message = AddressRefused, str(reason)
        case aiohttp.ClientConnectorError(os_error=reason):
            message = f"No connection to {host}: {_system_words(reason)}."
        case aiohttp.ServerDisconnectedError() | aiohttp.ClientOSError():
            message = f"{host} hung up without an answer."
        case aiohttp.ClientResponseError(message=reason):
            kind, message = BodyRefused, f"The answer of {host} is not readable HTTP: {_first_line(reason)}."
        case _:
            message = f"Asking {host} failed: {type(error).__name__}: {_first_line(str(error))}."
    return kind(message)


def _certificate_fault(error: Exception) -> str:
    """Take the readable part of a certificate error."""
    return getattr(error, "verify_message", "") or _first_line(str(error))


def _system_words(error: OSError) -> str:
    """Take the readable part of a system error ("Connection refused")."""
    return os.strerror(error.errno) if error.errno else _first_line(str(error))


def _first_line(text: str) -> str:
    """Keep a foreign message to one short line."""
    return text.partition("\n")[0].strip().rstrip(".:")[:200]
