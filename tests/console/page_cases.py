"""What every page proves, inherited: works for its roles, refuses the others, the outsider and the wrong method, asks for a log-in."""

from typing import ClassVar

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from quietline.office.cases.models import Case
from tests.ledger_builders import Cast

CAST = ("analyst", "reviewer", "branch", "auditor", "administrator")
BACKEND = "django.contrib.auth.backends.ModelBackend"


def client_of(cast: Cast, name: str, *, language: str = "zh-hans") -> Client:
    """A browser in which somebody of the cast is logged in."""
    client = Client()
    client.force_login(cast.by_name(name).user, backend=BACKEND)
    client.cookies["django_language"] = language
    return client


class PageCases:
    """Cases of one page. A class for a page names it, says for whom it opens, and how it is addressed.

    `outsider_sees`: the status of somebody with the right role whose scope does not hold the thing; None where the page has no thing
    of its own and simply shows nothing.
    """

    page: ClassVar[str]
    opens_for: ClassVar[tuple[str, ...]]
    method: ClassVar[str] = "get"
    works_with: ClassVar[int] = 200
    outsider_sees: ClassVar[int | None] = None

    def arguments(self, case: Case) -> list[object]:
        """Arguments of the address."""
        return []

    def data(self, case: Case) -> dict[str, object]:
        """What is sent."""
        return {}

    def call(self, client: Client, case: Case, method: str = "") -> HttpResponse:
        address = reverse(self.page, args=self.arguments(case))
        found: HttpResponse = getattr(client, method or self.method)(address, self.data(case))
        return found

    @pytest.fixture
    def case(self, a_case_of_the_city: Case) -> Case:
        return a_case_of_the_city

    def test_works_for_its_roles(self, cast: Cast, case: Case) -> None:
        answer = self.call(client_of(cast, self.opens_for[0]), case)
        assert answer.status_code == self.works_with, answer.content.decode()

    def test_opens_for_each_of_its_roles_and_for_no_other(self, cast: Cast, case: Case) -> None:
        statuses = {
            name: self.call(client_of(cast, name), case, "head" if self.method == "get" else self.method)
            for name in CAST
        }
        refused = {name for name, answer in statuses.items() if answer.status_code == 403}
        assert refused == set(CAST) - set(self.opens_for)

    def test_shows_the_outsider_nothing(self, cast: Cast, case: Case) -> None:
        answer = self.call(client_of(cast, "outsider"), case)
        if self.outsider_sees is not None:
            assert answer.status_code == self.outsider_sees
        text = answer.content.decode()
        assert "138 0391 0001" not in text
        assert "138 **** 0001" not in text
        assert "张" not in text

    def test_refuses_another_method(self, cast: Cast, case: Case) -> None:
        other = "post" if self.method == "get" else "get"
        answer = self.call(client_of(cast, self.opens_for[0]), case, other)
        assert answer.status_code == 405
        assert answer["Allow"]

    def test_sends_the_anonymous_to_the_log_in(self, db: None, case: Case) -> None:
        answer = self.call(Client(), case)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/login/")
