"""What two answers have in common when nobody could tell one from the other."""

from typing import Any

#: What is a browser's own, or follows the clock or the length of an address.
NOT_TOLD = {"Set-Cookie", "Date", "Expires", "Content-Length"}


def told(response: Any) -> tuple[int, dict[str, str]]:
    """The status, and the headers that would tell one answer from another."""
    headers = {name: value for name, value in response.headers.items() if name not in NOT_TOLD}
    return response.status_code, headers
