"""What the provider says, believed once it is checked.

Sources: OpenID Connect Core 1.0 (§ 3.1 the code flow, § 5.3 userinfo, § 5.5 claims), Discovery 1.0
and RP-Initiated Logout 1.0; RFC 7636 (PKCE); RFC 9207 (the issuer in the answer). ProConnect
refuses parameters that it does not know: nothing goes there that is not announced.
"""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any, NamedTuple
from urllib.parse import quote_plus, urlencode, urlsplit

import jwt
import requests
from django.conf import settings
from django.core.cache import cache
from django.utils.crypto import constant_time_compare, get_random_string

#: Seconds to be reached, and to say something.
TIMEOUTS = (3, 6)
MOST_BYTES = 256 * 1024
#: For how long what the provider says of itself is not asked again, in seconds.
KEPT = 60 * 60
#: Clocks differ, in seconds.
LEEWAY = 60
#: Signed with a key of its own: a secret that the house shares could sign for others, and « none »
#: is nobody's signature.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"]
#: Characters of what must not be guessed; ProConnect wants 32.
LENGTH = 48
NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")
OPTIONAL = ("userinfo_endpoint", "end_session_endpoint")


class Refused(Exception):
    """The provider is away, or what it says is not to be believed. Its words are for the log."""


class Attempt(NamedTuple):
    """What a browser takes along to the provider, and brings back or has vouched for."""

    state: str
    nonce: str
    verifier: str

    @classmethod
    def new(cls) -> Attempt:
        return cls(*(get_random_string(LENGTH) for _field in cls._fields))


class Identity(NamedTuple):
    """Whom the provider recognised."""

    address: str
    is_verified: bool
    #: Where one signs out over there too; nothing where the provider has no such address.
    way_out: str


def authorization_address(attempt: Attempt, back: str) -> str:
    """Where the browser goes to be recognised, and comes ``back`` from."""
    about = configuration()
    asked = {
        "response_type": "code",
        "client_id": settings.OPENID["CLIENT_ID"],
        "redirect_uri": back,
        "scope": "openid email",
        "state": attempt.state,
        "nonce": attempt.nonce,
    }
    if levels := settings.OPENID["ACR_VALUES"]:
        wanted = {"id_token": {"acr": {"essential": True, "values": levels}}}
        asked["claims"] = json.dumps(wanted, separators=(",", ":"))
    if _knows_pkce(about):
        digest = hashlib.sha256(attempt.verifier.encode()).digest()
        asked["code_challenge"] = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        asked["code_challenge_method"] = "S256"
    return _with_query(about["authorization_endpoint"], asked)


def recognise(
    attempt: Attempt, *, code: str, issuer: str | None, back: str, after: str
) -> Identity:
    """Exchange the code that the browser brought back for an address; ``after``: signing out.

    Raises ``Refused`` for whatever the provider did not sign for this house and this attempt.
    """
    about = configuration()
    if issuer is not None and issuer != about["issuer"]:
        raise Refused("the answer names another issuer")
    tokens = _exchange(attempt, code, back)
    claims = _signed(tokens.get("id_token"), "sub", "exp", "iat")
    if not constant_time_compare(str(claims.get("nonce", "")), attempt.nonce):
        raise Refused("the nonce is that of another attempt")
    levels = settings.OPENID["ACR_VALUES"]
    if levels and claims.get("acr") not in levels:
        raise Refused("the level of assurance is not one that was asked for")
    said = _userinfo(tokens.get("access_token"), claims["sub"])
    # One answer vouches for the address that it names, never for the other's.
    told = said if "email" in said else claims
    # Some write the word for the value.
    is_verified = told.get("email_verified") in (True, "true")
    return Identity(
        address=str(told.get("email") or ""),
        is_verified=is_verified or settings.OPENID["TRUSTS_ADDRESSES"],
        way_out=_way_out(tokens["id_token"], after),
    )


def _way_out(id_token: str, after: str) -> str:
    """Where one signs out over there (RP-Initiated Logout 1.0, § 2), to arrive at ``after``."""
    address = configuration().get("end_session_endpoint")
    asked = {
        "id_token_hint": id_token,
        "post_logout_redirect_uri": after,
        "state": get_random_string(LENGTH),  # ProConnect wants one; nothing hangs on it here
    }
    return _with_query(address, asked) if address else ""


def configuration() -> dict[str, Any]:
    """What the provider says of itself (Discovery, § 4)."""
    server: str = settings.OPENID["SERVER"]
    key = f"openid-configuration:{server}"
    about: dict[str, Any] | None = cache.get(key)
    if about is None:
        about = _asked_for_mapping(f"{server}/.well-known/openid-configuration")
        if str(about.get("issuer")).rstrip("/") != server:
            raise Refused("the provider calls itself by another name")
        for name in (*NEEDED, *(name for name in OPTIONAL if name in about)):
            if not str(about.get(name)).startswith(f"{urlsplit(server).scheme}://"):
                raise Refused(f"the {name} is missing, or less protected than the provider")
        cache.set(key, about, KEPT)
    return about


def _exchange(attempt: Attempt, code: str, back: str) -> dict[str, Any]:
    about = configuration()
    data = {"grant_type": "authorization_code", "code": code, "redirect_uri": back}
    if _knows_pkce(about):
        data["code_verifier"] = attempt.verifier
    who = {
        "client_id": settings.OPENID["CLIENT_ID"],
        "client_secret": settings.OPENID["SECRET"],
    }
    if _announces(about, "token_endpoint_auth_methods_supported", "client_secret_post"):
        return _asked_for_mapping(about["token_endpoint"], data=data | who)
    name, secret = (quote_plus(value) for value in who.values())
    return _asked_for_mapping(about["token_endpoint"], data=data, auth=(name, secret))


def _userinfo(access_token: Any, subject: str) -> dict[str, Any]:
    """What it says of the person, in JSON or signed; nothing if it has no such address."""
    address = configuration().get("userinfo_endpoint")
    if address is None:
        return {}
    kind, body = _ask(address, headers={"Authorization": f"Bearer {access_token}"})
    said = _signed(body, "sub") if kind == "application/jwt" else _mapping(body)
    if said.get("sub") != subject:
        raise Refused("the userinfo is about somebody else")
    return said


def _signed(token: Any, *required: str) -> dict[str, Any]:
    """The claims of a token that this provider signed for this house alone, still in time."""
    client, issuer = settings.OPENID["CLIENT_ID"], configuration()["issuer"]
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            _key(jwt.get_unverified_header(token).get("kid")),
            algorithms=ALGORITHMS,
            audience=client,
            issuer=issuer,
            leeway=LEEWAY,
            options={"require": [*required, "iss", "aud"]},
        )
    except Refused:
        raise
    except Exception as error:  # a library raises many things at bytes that it did not expect
        raise Refused(f"a token does not hold: {type(error).__name__}: {error}") from error
    if claims["aud"] not in (client, [client]):
        raise Refused("the token is for others too")
    return claims


def _key(kid: str | None) -> jwt.PyJWK:
    """The provider's key of that name; it is asked again for one that it made since."""
    address = configuration()["jwks_uri"]
    name = f"openid-keys:{address}"
    for known in (cache.get(name), None):
        keys = known or _asked_for_mapping(address)
        found = [
            key
            for key in jwt.PyJWKSet.from_dict(keys).keys
            if key.public_key_use in {None, "sig"} and kid in {None, key.key_id}
        ]
        if len(found) == 1:
            cache.set(name, keys, KEPT)
            return found[0]
    raise Refused("no key of the provider has the name that the token tells")


def _with_query(address: str, asked: dict[str, str]) -> str:
    return f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}"


def _knows_pkce(about: dict[str, Any]) -> bool:
    return _announces(about, "code_challenge_methods_supported", "S256")


def _announces(about: dict[str, Any], name: str, value: str) -> bool:
    said = about.get(name)
    return isinstance(said, list) and value in said


def _asked_for_mapping(address: str, **sent: Any) -> dict[str, Any]:
    return _mapping(_ask(address, **sent)[1])


def _mapping(body: bytes) -> dict[str, Any]:
    try:
        said = json.loads(body)
    except ValueError as error:
        raise Refused("an answer is no JSON") from error
    if not isinstance(said, dict):
        raise Refused("an answer is no mapping")
    return said


def _ask(address: str, **sent: Any) -> tuple[str, bytes]:
    """Ask one address, by POST if there is something to send: the kind of answer, and what it is.

    Redirections are not followed: what is sent is a secret of the house.
    """
    method = "POST" if "data" in sent else "GET"
    try:
        with requests.request(
            method, address, timeout=TIMEOUTS, allow_redirects=False, stream=True, **sent
        ) as answer:
            body: bytes = answer.raw.read(MOST_BYTES + 1, decode_content=True)
    except Exception as error:  # requests lets errors of the libraries below it through
        raise Refused(f"{address} does not answer: {type(error).__name__}") from error
    if answer.status_code != requests.codes.ok or len(body) > MOST_BYTES:
        raise Refused(f"{address} answered {answer.status_code}, {len(body)} bytes")
    return answer.headers.get("Content-Type", "").split(";")[0].strip().lower(), body
