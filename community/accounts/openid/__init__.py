"""A way in by an OpenID Connect provider, ProConnect for one; without settings, nothing is loaded.

The house asks the provider which address it vouches for, and lets the account of that address in;
no table keeps what was said (ADR 0009).
"""
