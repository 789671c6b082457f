"""Sentences of Django and allauth that people meet here; listed, so that our catalogue words them.

A catalogue under `locale/` comes before the libraries' own: theirs blame the reader or are
not in the words of the house. Nothing imports this; makemessages reads it.
"""

from django.utils.translation import gettext_noop as _

BORROWED = (
    _(":"),
    _("- Select an option -"),
    _("%(model_name)s with this %(field_label)s already exists."),
    _("Constraint “%(name)s” is violated."),
    _("Ensure this value is greater than or equal to %(limit_value)s."),
    _("Ensure this value is less than or equal to %(limit_value)s."),
    _("Enter a complete value."),
    _("Enter a number."),
    _("Enter a valid date."),
    _("Enter a valid email address."),
    _("Enter a valid value."),
    _("Enter a whole number."),
    _("Null characters are not allowed."),
    _("Select a valid choice. %(value)s is not one of the available choices."),
    _("Select a valid choice. That choice is not one of the available choices."),
    _("Successfully signed in as %(name)s."),
    _("The password is too similar to the %(verbose_name)s."),
    _("The username and/or password you specified are not correct."),
    _("This account is currently inactive."),
    _("This account is inactive."),
    _("This field cannot be blank."),
    _("This field is required."),
    _("This password is entirely numeric."),
    _("This password is too common."),
    _("Too many failed login attempts. Try again later."),
    _("You have signed out."),
)
