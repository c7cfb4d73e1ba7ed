"""allauth's forms in the desk's words, with the rules of the pack.

An address gets a reset link only where it is the primary one of exactly one account; the link proves the address,
so an account born from a form is claimed by it.
"""

from __future__ import annotations

from typing import Any

from allauth.account import forms as allauth
from allauth.account.models import EmailAddress
from django import forms
from django.core import validators
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from ventanilla.catalogue import Pack
from ventanilla.mail.rendering import UnusableAddress, ascii_address
from ventanilla.people.acts import lock_address
from ventanilla.people.models import Person
from ventanilla.portal.account_adapter import password_policy
from ventanilla.rules import identifiers
from ventanilla.rules.passwords import rules_in_words
from ventanilla.ui.context import current_pack

NAME_LIMIT = 150


def _plain(field: forms.Field, label: Any, help_text: Any = "") -> None:
    """Our label and help instead of allauth's, and no placeholder: it vanishes as one types."""
    field.label, field.help_text = label, help_text
    field.widget.attrs.pop("placeholder", None)
    field.error_messages["required"] = gettext("“%(field)s” is missing: write it.") % {"field": label}
    if isinstance(field, forms.EmailField):
        field.error_messages["invalid"] = gettext(
            "“%(field)s” is not a complete address: write it as name@domain.com, without spaces."
        ) % {"field": label}
        field.validators = [validators.EmailValidator(message=field.error_messages["invalid"])]


def password_rules() -> str:
    """The pack's rules for a password, as sentences one after the other."""
    return " ".join(rules_in_words(password_policy(), get_language() or "es"))


def _new_password(form: forms.Form) -> None:
    _plain(form.fields["password1"], _("New password"), password_rules())
    _plain(form.fields["password2"], _("New password, again"))


class SignInForm(allauth.LoginForm):  # type: ignore[misc]
    """E-mail and password."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["login"], _("E-mail address"))
        _plain(self.fields["password"], _("Password"))


class SignUpForm(allauth.SignupForm):  # type: ignore[misc]
    """*Regístrese*: name and address, and what the pack asks of those who need an account to send."""

    use_required_attribute = False
    field_order = (
        "name", "kind", "document_kind", "document", "organisation", "operator_type", "email", "password1", "password2",
    )  # fmt: skip

    name = forms.CharField(max_length=NAME_LIMIT)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pack = current_pack()
        _plain(self.fields["name"], _("Full name"))
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        _plain(
            self.fields["email"],
            _("E-mail address"),
            _("You sign in with it, and there you receive your case numbers and answers."),
        )
        _plain(self.fields["password1"], _("Password"), password_rules())
        _plain(self.fields["password2"], _("Password, again"))
        if pack.account_required_to_send:
            self._ask_who(pack)
        self.order_fields(self.field_order)

    def _ask_who(self, pack: Pack) -> None:
        kinds = [(code, kind.title) for code, kind in pack.person_kinds.items()]
        documents = [(code, use.title) for code, use in pack.identifiers.items()]
        operators = [(code, kind.title) for code, kind in pack.operator_types.items()]
        self._add("kind", _("Kind of person"), forms.ChoiceField(choices=kinds, widget=forms.RadioSelect))
        self._add("document_kind", _("Identity document"), forms.ChoiceField(choices=_with_empty(documents)))
        self._add("document", _("Document number"), forms.CharField(max_length=40))
        self._add(
            "organisation",
            _("Company or institution"),
            forms.CharField(max_length=200, required=False),
            _("Only if you act for one."),
        )
        if operators:
            self._add(
                "operator_type", _("Kind of operator"), forms.ChoiceField(choices=_with_empty(operators))
            )

    def _add(self, code: str, label: Any, field: forms.Field, help_text: Any = "") -> None:
        self.fields[code] = field
        _plain(field, label, help_text)
        if isinstance(field, forms.ChoiceField):
            field.error_messages["required"] = gettext("“%(field)s”: choose one option.") % {"field": label}
        if code == "document":
            field.widget.attrs["autocomplete"] = "off"

    def clean(self) -> dict[str, Any]:
        """The number has to be one of its kind, and the kind one that such a person has."""
        cleaned: dict[str, Any] = super().clean()
        kind, document = cleaned.get("document_kind"), cleaned.get("document")
        if not (kind and document):
            return cleaned
        use = current_pack().identifiers[kind]
        if cleaned.get("kind") and cleaned["kind"] not in use.for_:
            text = gettext("“%(field)s”: this kind of person does not have it. Choose another document.")
            self.add_error("document_kind", text % {"field": self.fields["document_kind"].label})
            return cleaned
        check = identifiers.check(kind, document)
        if check.valid:
            cleaned["document"] = check.canonical
        else:
            text = gettext("“%(field)s” is not a valid %(kinds)s: check each character against the document.")
            self.add_error("document", text % {"field": self.fields["document"].label, "kinds": use.title})
        return cleaned

    def clean_email(self) -> str:
        """Only an address that a mail can be written to."""
        email: str = super().clean_email()
        try:
            ascii_address(email)
        except UnusableAddress:
            raise ValidationError(self.fields["email"].error_messages["invalid"]) from None
        return email

    def try_save(self, request: HttpRequest) -> Any:
        """One account for an address, however often the form is sent at once."""
        with transaction.atomic():
            lock_address(self.cleaned_data["email"])
            self.validate_unique_email(self.cleaned_data["email"])
            return super().try_save(request)

    def signup(self, request: HttpRequest, user: Person) -> None:
        """Keep what the form says of the person; called by allauth once the account is saved."""
        asked = ("name", "kind", "operator_type", "document_kind", "document", "organisation")
        given = {code: self.cleaned_data[code] for code in asked if self.cleaned_data.get(code)}
        for code, value in given.items():
            setattr(user, code, value)
        user.save(update_fields=list(given))


def _with_empty(options: list[tuple[str, str]]) -> list[tuple[str, Any]]:
    return [("", _("Choose one")), *options]


class ResetForm(allauth.ResetPasswordForm):  # type: ignore[misc]
    """Asks for the address. What happens is the same on the screen whether or not it is known."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["email"], _("E-mail address"))

    def clean_email(self) -> str:
        """The one account whose primary address this is gets the link; a shared or unknown one, nobody."""
        email: str = self.cleaned_data["email"].lower()
        owners = list(Person.objects.filter(email__iexact=email)[:2])
        self.users = [person for person in owners if person.is_active] if len(owners) == 1 else []
        return email


class NewPasswordForm(allauth.ResetPasswordKeyForm):  # type: ignore[misc]
    """The new password, by the link of the mail."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _new_password(self)

    def save(self) -> None:
        """Set the password. Who has the link reads the address's mail: that proves it is hers."""
        super().save()
        address, _created = EmailAddress.objects.get_or_create(
            user=self.user, email=self.user.email.lower(), defaults={"primary": True}
        )
        address.set_verified()


class ChangePasswordForm(allauth.ChangePasswordForm):  # type: ignore[misc]
    """The present password and the new one."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["oldpassword"], _("Present password"))
        _new_password(self)


class SetPasswordForm(allauth.SetPasswordForm):  # type: ignore[misc]
    """A first password, for who is signed in without one."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _new_password(self)


class ReauthenticateForm(allauth.ReauthenticateForm):  # type: ignore[misc]
    """The password once more, before something delicate."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["password"], _("Password"))
