"""A provider as small as one can be, on a port of its own, that signs what it is told to say."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "la-fabrique", "un secret:à garder"


@cache
def private_key(name: str) -> rsa.RSAPrivateKey:
    """One of each name for all tests: making one takes long."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Key:
    def __init__(self, kid: str, name: str = "") -> None:
        self.kid = kid
        self.private = private_key(name or kid)

    @property
    def public(self) -> dict[str, Any]:
        said = jwt.algorithms.RSAAlgorithm.to_jwk(self.private.public_key(), as_dict=True)
        return said | {"kid": self.kid, "use": "sig", "alg": "RS256"}

    def sign(self, claims: dict[str, Any]) -> str:
        return jwt.encode(claims, self.private, "RS256", headers={"kid": self.kid})


class Provider:
    """Its attributes are what a test changes to have it say something else."""

    def __init__(self) -> None:
        self.key = Key("première")
        self.published = [self.key]
        #: Whom it recognises.
        self.person: dict[str, Any] = {"email": "elue@exemple.test", "email_verified": True}
        #: What it says otherwise than it should, in the two tokens; None leaves a claim out.
        self.id_token: dict[str, Any] = {}
        self.userinfo: dict[str, Any] = {}
        self.signs_userinfo = False
        self.pkce = True
        self.about: dict[str, Any] = {}
        #: Address → what is answered there instead: a status and a body.
        self.instead: dict[str, tuple[int, bytes]] = {}
        self.codes: dict[str, dict[str, str]] = {}
        self.asked: list[str] = []
        self.tokens_asked: list[tuple[dict[str, str], str | None]] = []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(
            target=self.server.serve_forever, kwargs={"poll_interval": 0.01}
        )
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    def settings(self, **others: Any) -> dict[str, Any]:
        return {
            "SERVER": self.url, "CLIENT_ID": CLIENT, "SECRET": SECRET, "NAME": "ProConnect",
            "ABOUT": "", "ACR_VALUES": [], "TRUSTS_ADDRESSES": False,
        } | others  # fmt: skip

    def recognise(self, address: str) -> dict[str, str]:
        """What a browser brings back that went to ``address`` and was recognised there."""
        assert address.startswith(f"{self.url}/authorize?"), address
        asked = dict(parse_qsl(urlsplit(address).query))
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        return {"code": code, "state": asked["state"], "iss": self.url}

    def answer(self, path: str, data: dict[str, str], headers: Any) -> tuple[int, str, bytes]:
        self.asked.append(path)
        if path in self.instead:
            status, body = self.instead[path]
            return status, "application/json", body
        path = path.removeprefix("/ailleurs")
        if path == "/.well-known/openid-configuration":
            return self._json(self.configuration())
        if path == "/keys":
            return self._json({"keys": [key.public for key in self.published]})
        return self._token(data, headers) if path == "/token" else self._userinfo(headers)

    def _userinfo(self, headers: Any) -> tuple[int, str, bytes]:
        assert headers["Authorization"] == "Bearer acces"
        said = {"sub": "42"} | self.person | self.userinfo
        if self.signs_userinfo:
            signed = self._sign({"iss": self.url, "aud": CLIENT} | said)
            return 200, "application/jwt; charset=utf-8", signed.encode()
        return self._json(said)

    def configuration(self) -> dict[str, Any]:
        said = {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "jwks_uri": f"{self.url}/keys",
            "end_session_endpoint": f"{self.url}/end",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
            "code_challenge_methods_supported": ["S256"] if self.pkce else None,
        }
        return {name: value for name, value in (said | self.about).items() if value is not None}

    def _token(self, data: dict[str, str], headers: Any) -> tuple[int, str, bytes]:
        self.tokens_asked.append((data, headers["Authorization"]))
        asked = self.codes.pop(data.get("code", ""), None)
        if asked is None or data["redirect_uri"] != asked["redirect_uri"]:
            return 400, "application/json", b'{"error": "invalid_grant"}'
        if self.pkce:
            digest = hashlib.sha256(data["code_verifier"].encode()).digest()
            challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
            assert challenge == asked["code_challenge"]
        now = int(time.time())
        claims = {
            "iss": self.url, "aud": CLIENT, "sub": "42", "iat": now, "exp": now + 60,
            "nonce": asked["nonce"],
        } | self.id_token  # fmt: skip
        return self._json({"access_token": "acces", "id_token": self._sign(claims)})

    def _sign(self, claims: dict[str, Any]) -> str:
        return self.key.sign({name: said for name, said in claims.items() if said is not None})

    def _json(self, said: dict[str, Any]) -> tuple[int, str, bytes]:
        return 200, "application/json", json.dumps(said).encode()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.reply({})

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                self.reply({name: said[0] for name, said in parse_qs(body).items()})

            def reply(self, data: dict[str, str]) -> None:
                status, kind, body = provider.answer(self.path, data, self.headers)
                self.send_response(status)
                self.send_header("Content-Type", kind)
                if status == 302:
                    self.send_header("Location", f"/ailleurs{self.path}")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args: Any) -> None:
                """Say nothing."""

        return Handler
