"""The house that a worker of the nemesis serves; sabotaged when NEMESIS_SABOTAGE names how."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.nemesis.settings")

from config.asgi import application as house
from tests.nemesis.sabotage import sabotaged

application = sabotaged(house, os.environ.get("NEMESIS_SABOTAGE", ""))
