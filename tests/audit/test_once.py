"""A form handed in twice acts once, and the second time gives the first answer."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.template import Context, Template
from django.test import RequestFactory

from riskcontrol.accounts.models import User
from riskcontrol.audit.models import Submission
from riskcontrol.audit.once import once
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
KEY = "0b6f3a52-0c0e-4f0e-9f0b-2f6f6f1f2a10"


@pytest.fixture
def person():
    return UserFactory()


@pytest.fixture
def hand_in(person):
    """Hand in a form whose act adds a unit of work to a list."""
    done = []

    def posted(key=KEY, address="/desk/powers/add/", by=None, **fields):
        data = fields if key is None else {"submission_id": key, **fields}
        request = RequestFactory().post(address, data)
        request.user = by or person
        return once(request, lambda: act(done)), len(done)

    return posted


def act(done):
    done.append("x")
    return f"/desk/powers/{len(done)}/"


def test_repeat_gets_the_first_result(hand_in):
    first = hand_in(name="调查")
    again = hand_in(name="调查")

    assert first == again == ("/desk/powers/1/", 1)
    assert [row.result for row in Submission.objects.all()] == ["/desk/powers/1/"]


def test_repeat_with_another_csrf_token_is_a_repeat(hand_in):
    hand_in(csrfmiddlewaretoken="a")

    assert hand_in(csrfmiddlewaretoken="b") == ("/desk/powers/1/", 1)


@pytest.mark.parametrize(
    "other",
    [
        {"name": "corrected"},
        {"name": ["调查", "调查"]},
        {"more": ""},
        {"key": str(uuid.uuid4())},
        {"address": "/desk/charts/add/"},
        {"address": "/desk/powers/add/?step=2"},
        {"file": SimpleUploadedFile("a.pdf", b"x")},
    ],
)
def test_what_differs_is_no_repeat(hand_in, other):
    hand_in(name="调查")

    assert hand_in(**{"name": "调查"} | other) == ("/desk/powers/2/", 2)


def test_another_person_gets_nothing_of_the_first(hand_in):
    hand_in()

    assert hand_in(by=UserFactory()) == ("/desk/powers/2/", 2)


def test_same_file_again_is_a_repeat(hand_in):
    for _ in range(2):
        result = hand_in(file=SimpleUploadedFile("a.pdf", b"x"))

    assert result == ("/desk/powers/1/", 1)


@pytest.mark.parametrize("key", [None, "", "1", "not-a-uuid", "0" * 31])
def test_form_without_a_real_id_always_acts(hand_in, key):
    hand_in(key=key)

    assert hand_in(key=key) == ("/desk/powers/2/", 2)


def test_act_that_fails_can_be_handed_in_again(person):
    request = RequestFactory().post("/", {"submission_id": KEY})
    request.user = person

    with pytest.raises(ZeroDivisionError):
        once(request, lambda: str(1 / 0))

    assert Submission.objects.count() == 0
    assert once(request, lambda: "/done/") == "/done/"


@pytest.mark.django_db(transaction=True)
def test_twins_at_the_same_time_act_once():
    person, barrier = UserFactory(), Barrier(4)

    def hand_in(_):
        request = RequestFactory().post("/", {"submission_id": KEY})
        request.user = person
        barrier.wait()
        try:
            return once(request, lambda: f"/people/{UserFactory(name='新来的').pk}/")
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        answers = set(pool.map(hand_in, range(4)))

    assert answers == {f"/people/{User.objects.get(name='新来的').pk}/"}


def shown(request):
    template = Template("{% load submission %}{% submission_id %}")
    html = template.render(Context({"request": request}))
    assert html.startswith('<input type="hidden" name="submission_id" value="')
    return html.split('"')[5]


def test_fresh_form_has_a_fresh_id():
    request = RequestFactory().get("/")

    assert uuid.UUID(shown(request)).version == 4
    assert shown(request) != shown(request)


def test_form_shown_again_keeps_its_id():
    assert shown(RequestFactory().post("/", {"submission_id": KEY})) == KEY


def test_forged_id_is_not_shown():
    value = shown(RequestFactory().post("/", {"submission_id": '"><script>'}))

    assert uuid.UUID(value).version == 4


def test_submission_reads_as_its_key():
    assert str(Submission(key=uuid.UUID(KEY))) == KEY
