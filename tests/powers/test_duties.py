"""Duties of a unit and the powers that do them."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from powers.actions.duties import link_duty, unlink_duty
from powers.models import PowerDuty
from riskcontrol.accounts.actions import edit_unit
from riskcontrol.audit.models import Entry
from tests.factories.accounts import SectionFactory, contributor, deputy_head, person
from tests.factories.powers import PowerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def power():
    return PowerFactory(name="办证")


@pytest.fixture
def duty(power):
    return power.section.duties.create(text="办理许可")


def page_of(duty):
    return reverse("powers:duty", args=[duty.pk])


def verbs():
    return list(Entry.objects.order_by("sequence").values_list("verb", flat=True))


def test_a_contributor_links_a_power_and_takes_it_back(client, power, duty):
    client.force_login(contributor(power.section))

    assert client.post(page_of(duty), {"power": power.pk}).url == page_of(duty)
    assert [one.name for one in client.get(page_of(duty)).context["powers"]] == ["办证"]

    unlink = reverse("powers:duty_unlink", args=[duty.pk, power.code])
    assert client.post(unlink).url == page_of(duty)
    assert client.post(unlink).url == page_of(duty)

    assert not PowerDuty.objects.exists()
    assert verbs() == ["duty.link", "duty.unlink"]


def test_a_section_s_duty_is_offered_the_section_s_powers_and_a_body_s_duty_all(
    client, power, duty
):
    other = PowerFactory(section=SectionFactory(parent=power.body))
    PowerFactory()
    own = power.body.duties.create(text="依法行政")
    client.force_login(person("contributor", power.body))

    def offered(at):
        return list(client.get(page_of(at)).context["form"].fields["power"].queryset)

    assert (offered(duty), offered(own)) == ([power], [power, other])


def test_nothing_chosen_or_something_else_is_refused_and_nothing_written(client, power, duty):
    client.force_login(contributor(power.section))
    strange = PowerFactory()

    for chosen in ("", strange.pk, "x"):
        answer = client.post(page_of(duty), {"power": chosen})
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["power"])

    assert not PowerDuty.objects.exists()


def test_a_leader_reads_it_and_links_nothing_and_a_stranger_finds_no_page(client, power, duty):
    client.force_login(deputy_head(power.section))
    assert (
        "form" not in client.get(page_of(duty)).content.decode().split("<main")[1].split("<form")[0]
    )
    assert client.post(page_of(duty), {"power": power.pk}).status_code == 403
    assert client.post(reverse("powers:duty_unlink", args=[duty.pk, power.code])).status_code == 403

    client.force_login(contributor(SectionFactory()))
    assert client.get(page_of(duty)).status_code == 404
    assert client.post(page_of(duty), {"power": power.pk}).status_code == 404
    assert not PowerDuty.objects.exists()


def test_the_action_refuses_another_body_s_power_and_a_second_link(power, duty):
    by = contributor(power.section)
    link_duty(duty=duty, power=power, by=by)

    with pytest.raises(ValidationError, match="已经关联"):
        link_duty(duty=duty, power=power, by=by)
    with pytest.raises(ValidationError, match="属于其他单位"):
        link_duty(duty=duty, power=PowerFactory(), by=by)
    with pytest.raises(PermissionDenied):
        unlink_duty(duty=duty, power=power, by=deputy_head(power.section))

    assert PowerDuty.objects.count() == 1
    assert verbs() == ["duty.link"]


def test_a_duty_whose_words_stay_keeps_its_powers(power, duty):
    gone = power.section.duties.create(text="发证", order=1)
    for one in (duty, gone):
        link_duty(duty=one, power=power, by=contributor(power.section))
    by = person("system-administrator", power.body)

    edit_unit(unit=power.section, name="科", classes=[], duties=["公开", "办理许可"], by=by)

    assert [(one.text, one.powers.count()) for one in power.section.duties.all()] == [
        ("公开", 0),
        ("办理许可", 1),
    ]
