"""OAuth 2.0 (RFC 6749) with PKCE (RFC 7636): the only room that speaks it.

oauthlib makes and reads the messages, httpx carries them.

Holds always:
- only `invalid_grant` takes a consent back (RFC 6749 §5.2). That a service is slow, busy or broken is
  temporary; that it does not know our client is the operator's affair, and temporary for the person;
- no token, code or secret is in an error's text, and a service's own words are not repeated.
"""

import asyncio
import json
import logging
import re
import ssl
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import httpx
from oauthlib import oauth2

from sync_engine import errors
from sync_engine.rules.consents import Client, Consent, Tokens

log = logging.getLogger(__name__)

_PATIENCE = 15.0  # seconds for a request and its answer
_LONGEST_PAUSE = 3600  # seconds a service may ask us to wait
_LARGEST = 64 * 1024  # octets of an answer; a token has a few hundred
_VERIFIER = 64  # characters (RFC 7636 §4.1: 43 to 128)
_WORD = re.compile(r"[a-z_]{1,40}")  # what an error code looks like
_LATER = (oauth2.TemporarilyUnavailableError, oauth2.ServerError)


def authorization(client: Client, *, state: str, redirect: str, address: str) -> tuple[str, str]:
    """The page where the consent is given, and the secret that its code will be worth nothing without."""
    maker = oauth2.WebApplicationClient(client.id)
    verifier: str = maker.create_code_verifier(_VERIFIER)
    page: str = maker.prepare_request_uri(
        client.service.authorize,
        redirect_uri=redirect,
        scope=list(client.service.scopes),
        state=state,
        code_challenge=maker.create_code_challenge(verifier, "S256"),
        code_challenge_method="S256",
        login_hint=address,
        **client.service.extra,
    )
    return page, verifier


async def exchange(
    client: Client, code: str, verifier: str, *, redirect: str, context: ssl.SSLContext, now: datetime
) -> Consent:
    """What the code of a consent stands for, and whose mailbox that is.

    Raises `ConsentNeeded` for a code that is not or no longer good, `ConsentUnavailable`,
    `ConsentMisconfigured`.
    """
    maker = oauth2.WebApplicationClient(client.id)
    body = maker.prepare_request_body(
        code=code, redirect_uri=redirect, code_verifier=verifier, client_secret=_in_form(client)
    )
    tokens = await _tokens(client, body, context, now)
    return Consent(
        service=client.service.id, address=await _address(client, tokens.access, context), tokens=tokens
    )


async def refresh(client: Client, tokens: Tokens, *, context: ssl.SSLContext, now: datetime) -> Tokens:
    """A new access token, and whatever else the service gives anew. Errors as of `exchange`."""
    if tokens.refresh is None:
        raise errors.ConsentNeeded
    maker = oauth2.WebApplicationClient(client.id)
    body = maker.prepare_refresh_body(
        refresh_token=tokens.refresh, client_id=client.id, client_secret=_in_form(client)
    )
    new = await _tokens(client, body, context, now)
    return Tokens(
        access=new.access,
        refresh=new.refresh or tokens.refresh,  # RFC 6749 §6: it may be replaced
        expires_at=new.expires_at,
        consent_until=new.consent_until or tokens.consent_until,
    )


def _in_form(client: Client) -> str | None:
    return None if client.service.basic else client.secret


async def _tokens(client: Client, body: str, context: ssl.SSLContext, now: datetime) -> Tokens:
    request = httpx.Request(
        "POST",
        client.service.token,
        content=body.encode(),
        headers={"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"},
    )
    auth = httpx.BasicAuth(client.id, client.secret) if client.service.basic else None
    status, text = await _ask(request, context, auth)
    told = _read(client, status, text)
    until = told.get("refresh_token_expires_in")
    return Tokens(
        access=str(told["access_token"]),
        refresh=str(told["refresh_token"]) if told.get("refresh_token") else None,
        expires_at=_after(now, told.get("expires_in")),
        consent_until=_after(now, until),
    )


def _read(client: Client, status: int, text: str) -> Mapping[str, Any]:
    """The answer of a token endpoint (RFC 6749 §5.1, §5.2)."""
    try:
        told: Mapping[str, Any] = oauth2.WebApplicationClient(client.id).parse_request_body_response(text)
    except oauth2.InvalidGrantError:
        raise errors.ConsentNeeded from None
    except _LATER:
        raise errors.ConsentUnavailable(reason="later") from None
    except oauth2.MissingTokenError:
        if status < 400:
            raise errors.ConsentUnavailable(reason="unclear") from None
        raise _our_affair(client, str(status)) from None
    except oauth2.OAuth2Error as error:
        word = error.error or ""
        raise _our_affair(client, word if _WORD.fullmatch(word) else "") from None
    except (ValueError, TypeError, AttributeError):  # no JSON object, or a senseless expiry
        raise errors.ConsentUnavailable(reason="unclear") from None
    return told


def _our_affair(client: Client, word: str) -> errors.ConsentMisconfigured:
    log.error(
        "%s does not take our client; see POSTROOM_%s_CLIENT_ID and _SECRET",
        client.service.id,
        client.service.id.upper(),
        extra={"action": "oauth_client_refused", "service": client.service.id, "answer": word},
    )
    return errors.ConsentMisconfigured(service=client.service.id)


def _after(now: datetime, seconds: object) -> datetime | None:
    """None where the service does not say, or nonsense."""
    try:
        return now + timedelta(seconds=int(str(seconds)))
    except (ValueError, OverflowError):
        return None


async def _address(client: Client, token: str, context: ssl.SSLContext) -> str:
    """Whose token it is, as its service says."""
    service = client.service
    url, headers = httpx.URL(service.who), {"Accept": "application/json"}
    if service.who_by == "query":
        url = url.copy_add_param("access_token", token)
    else:
        headers["Authorization"] = f"{service.who_by} {token}"
    status, text = await _ask(httpx.Request("GET", url, headers=headers), context)
    try:
        told = json.loads(text)
    except ValueError:
        told = None
    address = told.get(service.address) if isinstance(told, dict) else None
    if status >= 400:
        raise _our_affair(client, str(status))  # the scope that lets it tell is missing
    if not isinstance(address, str) or "@" not in address or told.get("email_verified") is False:
        raise errors.ConsentUnavailable(reason="no_address")
    return address.strip().lower()


async def _ask(
    request: httpx.Request, context: ssl.SSLContext, auth: httpx.Auth | None = None
) -> tuple[int, str]:
    """Status and body. Raises `ConsentUnavailable` for what is no answer to the question."""
    try:
        # Nothing of the environment: neither its proxies nor its passwords (.netrc).
        async with (
            asyncio.timeout(_PATIENCE),
            httpx.AsyncClient(verify=context, trust_env=False, timeout=_PATIENCE) as http,
        ):
            response = await http.send(request, auth=auth, stream=True)
            try:
                body = await _body(response)
            finally:
                await response.aclose()
    except (httpx.HTTPError, ssl.SSLError, TimeoutError):
        raise errors.ConsentUnavailable(reason="unreachable") from None
    if response.status_code == 429 or response.status_code >= 500:
        raise _later(response.headers.get("Retry-After", ""))
    return response.status_code, body.decode("utf-8", "replace")


async def _body(response: httpx.Response) -> bytes:
    body = b""
    async for piece in response.aiter_bytes():
        body += piece
        if len(body) > _LARGEST:
            raise errors.ConsentUnavailable(reason="unclear")
    return body


def _later(wait: str) -> errors.ConsentUnavailable:
    if re.fullmatch(r"[0-9]{1,6}", wait):  # RFC 9110 §10.2.3; a date is left aside
        return errors.ConsentUnavailable(reason="later", retry_after=min(int(wait), _LONGEST_PAUSE))
    return errors.ConsentUnavailable(reason="later")
