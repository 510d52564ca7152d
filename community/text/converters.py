"""What stands in an address, as `path()` reads it."""

from django.urls.converters import IntConverter


class BoundedConverter(IntConverter):
    """A whole number that a database can hold: a longer one leads nowhere, it is not asked for."""

    regex = "[0-9]{1,18}"
