"""Accounts by allauth, with the pack's words, the pack's password rule and our outgoing mail."""

from __future__ import annotations

import datetime as dt
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ventanilla.cases.notices import salutation
from ventanilla.mail.acts import queue_text
from ventanilla.people.access import actor_of
from ventanilla.people.models import Person
from ventanilla.people.rates import hit
from ventanilla.reference.contacts import contact_block
from ventanilla.reference.current import current_pack, today
from ventanilla.rules.passwords import PasswordPolicy, broken_rules

COMMON = frozenset(CommonPasswordValidator().passwords)
TEXTS = {
    "account/email/password_reset_key": "reset",
    "account/email/email_confirmation": "confirmation",
    "account/email/email_confirmation_signup": "confirmation",
    "account/email/account_already_exists": "already_registered",
    "account/email/password_changed": "password_changed",
    "account/email/password_reset": "password_changed",
    "account/email/password_set": "password_changed",
}

ASKED_FOR = frozenset({"reset", "confirmation", "already_registered"})
"""What anybody may have sent to any address."""
MAILS_PER_ADDRESS = 6
RATE_WINDOW = dt.timedelta(hours=1)


def password_policy() -> PasswordPolicy:
    """The pack's rule for passwords."""
    rules = current_pack().password
    return PasswordPolicy(
        min_length=rules.min_length,
        upper=rules.upper,
        lower=rules.lower,
        digit=rules.digit,
        special=rules.special,
        special_examples=rules.special_examples,
    )


def _may_send(code: str, email: str) -> bool:
    """Whoever asks, one address gets a few mails of a kind in an hour; what the screen says stays the same."""
    key = f"account-mail:{code}:{email.lower()}"
    return code not in ASKED_FOR or hit(key, limit=MAILS_PER_ADDRESS, window=RATE_WINDOW, at=timezone.now())


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """allauth's hooks, each in the product's terms."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is closed. Write to us if you think that it should not be."),
        "email_password_mismatch": _(
            "The e-mail address or the password is not right. Check both; if you do not remember the password, "
            "assign a new one."
        ),
        "enter_current_password": _("“Present password” is not the one you use now. Type it again."),
        "incorrect_password": _("The password is not right. Type it again."),
        "too_many_login_attempts": _(
            "There were too many attempts with this address. Wait a few minutes, or assign a new password."
        ),
    }

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue the pack's text for one of allauth's mails; what the pack has no text for is not sent."""
        code = TEXTS.get(template_prefix)
        if code is None or not _may_send(code, email):
            return
        pack = current_pack()
        user = context.get("user")
        base = settings.BASE_URL.rstrip("/")
        values = {
            "applicant_name": (salutation(str(user)) if user else "") or email,
            "email": email,
            "desk_name": str(pack.title),
            "reset_url": str(
                context.get("password_reset_url") or f"{base}{reverse('account_reset_password')}"
            ),
            "confirmation_url": str(context.get("activate_url") or ""),
            "guide_url": f"{base}{reverse('portal:guide')}",
            "login_url": f"{base}{settings.LOGIN_URL}",
            "contact_block": contact_block(pack),
        }
        queue_text(pack, code, recipient=email, values=values, at=timezone.now())

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Where signing in leads that was not asked for by a page: staff to the desk, everybody else to her cases."""
        is_staff = isinstance(request.user, Person) and actor_of(request.user, on=today()).is_staff
        return reverse("desk:queue") if is_staff else str(settings.LOGIN_REDIRECT_URL)

    def clean_password(self, password: str, user: Person | None = None) -> str:
        """Refuse a password that breaks the pack's rule, naming each rule it breaks."""
        language = get_language() or "es"
        broken = broken_rules(password, password_policy(), common=COMMON, language=language)
        if broken:
            raise ValidationError(list(broken))
        return password
