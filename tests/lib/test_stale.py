"""Of two who save the same row one succeeds; the other sees both texts and loses nothing."""

from datetime import UTC, date, datetime

import pytest
from django.apps.registry import Apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, models
from django.test import RequestFactory
from django.utils import translation

from riskcontrol.lib.stale import (
    Difference,
    Stale,
    as_posted,
    check_current,
    conflict_page,
    posted_version,
    save_if_current,
)
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


class Note(models.Model):
    """A row with a version, known to these tests alone."""

    title = models.CharField("title of the note", max_length=20)
    kind = models.CharField(max_length=5, choices=[("a", "first kind"), ("b", "second kind")])
    done = models.BooleanField(default=False)
    due_on = models.DateField(null=True)
    row_version = models.PositiveIntegerField(default=1)

    class Meta:
        app_label = "notes"
        apps = Apps()

    def __str__(self):
        return self.title


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def note():
    """A note in a table that goes with the test's transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE notes_note (id integer PRIMARY KEY, title varchar(20), kind varchar(5),"
            " done boolean, due_on date, row_version integer)"
        )
    return Note.objects.create(id=1, title="old", kind="a")


def test_current_save_is_written_and_counted(note):
    save_if_current(note, expected=1, title="new", done=True)

    assert Note.objects.values("title", "kind", "done", "row_version").get() == {
        "title": "new",
        "kind": "a",
        "done": True,
        "row_version": 2,
    }
    assert (note.title, note.done, note.row_version) == ("new", True, 2)


def test_second_of_two_saves_is_stale_and_writes_nothing(note):
    other = Note.objects.get()
    save_if_current(other, expected=1, title="theirs", kind="b", due_on=date(2026, 11, 24))

    with pytest.raises(Stale, match="Somebody else has saved this meanwhile") as error:
        save_if_current(note, expected=1, title="mine", kind="a", due_on=None, done=False)

    assert error.value.version == 2
    assert error.value.mine == {"title": "mine", "kind": "a", "due_on": ""}
    assert error.value.theirs == {"title": "theirs", "kind": "b", "due_on": "2026-11-24"}
    assert Note.objects.get().title == "theirs"
    assert note.title == "old"


def test_difference_reads_as_a_person_reads(note):
    Note.objects.update(row_version=2, kind="b", done=True, due_on=date(2026, 11, 24))

    with pytest.raises(Stale) as error:
        save_if_current(note, expected=1, kind="a", done=False, due_on=None)

    assert error.value.differences == [
        Difference("kind", "Kind", "a", "b", "first kind", "second kind"),
        Difference("done", "Done", "False", "True", "No", "Yes"),
        Difference("due_on", "Due on", "", "2026-11-24", "", "Nov. 24, 2026"),
    ]


def test_check_current_writes_nothing_and_tells_the_stale(note):
    check_current(note, expected=1, title="mine")
    with pytest.raises(Stale) as error:
        check_current(note, expected=0, title="mine")

    assert error.value.theirs == {"title": "old"}
    assert Note.objects.get().row_version == 1


def test_save_costs_one_query(note, django_assert_num_queries):
    with django_assert_num_queries(1):
        save_if_current(note, expected=1, title="new")


def test_a_person_is_posted_by_key():
    person = UserFactory()

    assert as_posted(person) == str(person.pk)


@pytest.mark.parametrize(
    ("posted", "version"),
    [("3", 3), ("", 0), ("-1", 0), ("x", 0), ("1.0", 0), ("３", 0), ("9" * 10, 0), (None, 0)],
)
def test_posted_version(posted, version):
    data = {} if posted is None else {"row_version": posted}

    assert posted_version(RequestFactory().post("/", data)) == version


@pytest.fixture
def conflict():
    """Render the page of a stale save of what is posted."""

    def rendered(query, *differences, **known):
        request = RequestFactory().post(
            "/desk/notes/1/?tab=2", query, content_type="application/x-www-form-urlencoded"
        )
        request.user = UserFactory()
        request._messages = []
        return conflict_page(request, Stale(list(differences), version=7), **known)

    return rendered


TITLE = Difference("title", "Title", "<b>mine</b>", "theirs")


def hidden(name, value):
    return f'<input type="hidden" name="{name}" value="{value}">'


def radio(name, value, checked=""):
    return f'<input class="form-check-input" type="radio" name="{name}" value="{value}"{checked}>'


def test_page_offers_both_texts_and_keeps_all_else(conflict, assert_html):
    text = conflict("title=x&row_version=1&step=1&step=2&csrfmiddlewaretoken=t", TITLE)

    assert text.status_code == 409
    assert_html(text, radio("title", "&lt;b&gt;mine&lt;/b&gt;", " checked"))
    assert_html(text, radio("title", "theirs"))
    for name, value in (("step", 1), ("step", 2), ("row_version", 7)):
        assert_html(text, hidden(name, value))
    assert_html(text, hidden("row_version", 1), count=0)
    assert_html(text, hidden("title", "x"), count=0)


@pytest.fixture
def assert_html():
    """Look for an element in a page, whatever its blanks."""
    from django.test import SimpleTestCase  # noqa: PLC0415 - not a test of this module

    def check(response, element, count=1):
        SimpleTestCase().assertContains(response, element, count, status_code=409, html=True)

    return check


def test_page_says_who_and_when(conflict):
    saved_at = datetime(2026, 11, 24, 1, 30, tzinfo=UTC)

    text = conflict("", TITLE, by_name="王明", saved_at=saved_at).content.decode()

    assert "王明 saved this at 2026-11-24 09:30, after you had opened it." in text


def test_page_without_a_name_says_somebody(conflict):
    assert (
        "Somebody else saved this after you had opened it." in conflict("", TITLE).content.decode()
    )


def test_page_of_equal_texts_says_so(conflict):
    assert "The fields you filled in say the same." in conflict("title=x").content.decode()


def test_page_names_the_files_to_choose_again():
    data = {"paper": SimpleUploadedFile("制度.pdf", b"x")}
    request = RequestFactory().post("/desk/", data)
    request.user, request._messages = UserFactory(), []

    text = conflict_page(request, Stale([], version=2)).content.decode()

    assert "Choose again after saving: 制度.pdf" in text
