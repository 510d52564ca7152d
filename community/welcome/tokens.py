"""Secrets of links: 256 bits, of which only the hash is ever written down."""

import hashlib
import secrets

TOKEN_BYTES = 32


def new_token() -> str:
    return secrets.token_urlsafe(TOKEN_BYTES)


def hash_of(token: str) -> str:
    """Nothing is added to it: what is drawn at random among 2^256 needs no salt."""
    return hashlib.sha256(token.encode()).hexdigest()
