"""What this room does from time to time."""

from .actions import forget_old_mails, send_due_mails


def send_mails() -> str:
    counts = send_due_mails()
    return "{sent} sent, {withdrawn} withdrawn, {put_off} put off, {failed} failed".format(**counts)


def forget_mails() -> str:
    return f"{forget_old_mails()} deleted"
