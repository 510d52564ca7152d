"""Find a Chromium that really starts, or install one: `python -m tests.chromium` prints its path.

In this order: what CHROMIUM names, the browsers of the machine, the system's package when we may
install it, Playwright's own download. When none can be had it says so and fails.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator

from playwright.sync_api import Error, sync_playwright

COMMANDS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC_APPLICATIONS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)


def launch_arguments() -> list[str]:
    """Root cannot use Chromium's sandbox, and containers have a small /dev/shm."""
    return ["--no-sandbox", "--disable-dev-shm-usage"] if os.geteuid() == 0 else []


def candidates() -> Iterator[str]:
    """Where a browser may be; CHROMIUM alone counts when it is given."""
    if named := os.environ.get("CHROMIUM"):
        yield named
        return
    yield from filter(None, map(shutil.which, COMMANDS))
    yield from filter(os.path.exists, MAC_APPLICATIONS)
    with sync_playwright() as playwright:
        downloaded = playwright.chromium.executable_path
    if os.path.exists(downloaded):
        yield downloaded


def starts(path: str) -> bool:
    try:
        with sync_playwright() as playwright:
            playwright.chromium.launch(executable_path=path, args=launch_arguments()).close()
    except Error as error:
        print(f"{path} does not start: {error.message.splitlines()[0]}", file=sys.stderr)
        return False
    return True


def find() -> str | None:
    """The path of the first browser that starts."""
    return next(filter(starts, candidates()), None)


def attempt(*command: str) -> bool:
    """Run a command with its output on stderr, and say whether it succeeded."""
    print("Chromium:", *command, file=sys.stderr, flush=True)
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=sys.stderr, check=False)
    return done.returncode == 0


def install_system_package() -> bool:
    """Install the system's Chromium, where that asks nobody for a password."""
    if shutil.which("brew"):
        return attempt("brew", "install", "--cask", "chromium")
    if not shutil.which("apt-get"):
        return False
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if sudo and (not shutil.which("sudo") or not attempt(*sudo, "true")):
        return False
    apt = [*sudo, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-y"]
    attempt(*apt, "update")
    return attempt(*apt, "install", "--no-install-recommends", "chromium")


def install_download() -> bool:
    """Take Playwright's own build."""
    return attempt(sys.executable, "-m", "playwright", "install", "chromium")


def find_or_install() -> str:
    """The path of a browser that starts; `SystemExit` with what to do when there is none."""
    if path := find():
        return path
    if os.environ.get("CHROMIUM"):
        raise SystemExit("CHROMIUM names a browser that does not start (see above).")
    for install in (install_system_package, install_download):
        if install() and (path := find()):
            return path
    raise SystemExit(
        "No Chromium: the browser tests cannot run. Install one (Debian: sudo apt-get install "
        "chromium; macOS: brew install --cask chromium), name one with CHROMIUM=/path, or, if "
        "Playwright's own lacks libraries: sudo .venv/bin/playwright install-deps chromium"
    )


if __name__ == "__main__":
    print(find_or_install())
