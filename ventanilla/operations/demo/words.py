"""What the demonstration prints once it runs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TypedDict


class SampleAccount(TypedDict):
    """An account to sign in with, and what it is good for."""

    name: str
    email: str
    password: str
    what: str


def addresses(*, pack: str, base_url: str, home: Path) -> str:
    """Where everything is."""
    return (
        f"\nVentanilla runs with the pack {pack}. Ctrl-C stops everything.\n\n"
        f"  Portal       {base_url}/\n"
        f"  Desk         {base_url}/mesa/\n"
        f"  Mails        {base_url}/demo/correos/   (answer any of them)\n"
        f"  Write one    {base_url}/demo/correos/nuevo/\n"
        f"  Data, logs   {home}   (kept; --reset starts anew)\n"
    )


def sample_accounts(accounts: Sequence[SampleAccount]) -> str:
    """The accounts as a table, each password once where they share it."""
    if not accounts:
        return ""
    passwords = {account["password"] for account in accounts}
    shared = passwords.pop() if len(passwords) == 1 else ""
    title = f"Sample accounts (password {shared})" if shared else "Sample accounts"
    wide = max(len(account["email"]) for account in accounts)
    lines = [
        f"  {account['email']:<{wide}}  {'' if shared else account['password'] + '  '}{account['what']}"
        for account in accounts
    ]
    return "\n".join([title, *lines])
