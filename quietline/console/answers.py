"""Answers to what goes wrong, in words: what happened, what it means, what to do. As a page, or as JSON for a script of ours."""

from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quietline.console.refusals import said
from quietline.console.templatetags.console import in_language
from quietline.domain.errors import Conflict, InputError, NotFound, QuietlineError, Refused

STATUS: dict[type[QuietlineError], int] = {Conflict: 409, Refused: 409, InputError: 422}
"""A refusal of the policy is a conflict with the state of the thing; 403 stays for pages that a role may not open."""

TITLES = {
    400: gettext_lazy("This request cannot be read"),
    401: gettext_lazy("You are logged out"),
    403: gettext_lazy("Your role may not open this page"),
    404: gettext_lazy("Nothing here that you may see"),
    405: gettext_lazy("This page cannot do that"),
    409: gettext_lazy("Nothing was changed"),
    422: gettext_lazy("This input cannot be taken"),
    500: gettext_lazy("The console made a mistake"),
    503: gettext_lazy("The ledger is busy"),
}


def wants_json(request: HttpRequest) -> bool:
    """Whether a script of ours asks, which shows the answer itself."""
    return request.headers.get("X-Requested-With") == "fetch"


def log_in_first(request: HttpRequest) -> HttpResponse:
    """To the log-in and back; a script is told, so that it can keep what was typed."""
    if wants_json(request):
        return _answer(request, 401, _("Log in again in another tab; what you typed is kept here."))
    if request.method != "GET":
        return HttpResponseRedirect(settings.LOGIN_URL)
    return HttpResponseRedirect(f"{settings.LOGIN_URL}?{urlencode({'next': request.get_full_path()})}")


def not_allowed(request: HttpRequest) -> HttpResponse:
    """The page exists, the role does not open it."""
    return _answer(request, 403, _("Ask an administrator for the role, or go back to a page of yours."))


def wrong_method(request: HttpRequest, methods: tuple[str, ...]) -> HttpResponse:
    """The page exists and does not do this."""
    response = _answer(request, 405, _("Use the buttons of the page instead of its address."))
    response.headers["Allow"] = ", ".join(methods)
    return response


def refused(request: HttpRequest, error: QuietlineError) -> HttpResponse:
    """What the office refused, with its reason and the way on."""
    if isinstance(error, NotFound):
        return not_found_page(request, error)
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 400)
    return _answer(request, status, in_language(said(error)))


def busy(request: HttpRequest) -> HttpResponse:
    """Somebody else holds the ledger for longer than we wait."""
    return _answer(
        request, 503, _("Nothing was changed. Try again in a moment; if it stays, tell the administrator.")
    )


def bad_request_page(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400."""
    return _answer(request, 400, _("Go back and try again; nothing was changed."))


def forbidden_page(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403, also when a form is older than the log-in."""
    return _answer(request, 403, _("Reload the page and try again, or ask an administrator for the role."))


def not_found_page(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404. It does not say whether the thing exists elsewhere."""
    return _answer(
        request,
        404,
        _("It does not exist, or it lies outside your scope. Search for it, or go to the queue."),
    )


def server_error_page(request: HttpRequest) -> HttpResponse:
    """500."""
    return _answer(
        request, 500, _("Nothing you did was lost. Try again; if it stays, tell the administrator the time.")
    )


def _answer(request: HttpRequest, status: int, text: str) -> HttpResponse:
    title = str(TITLES[status])
    if wants_json(request):
        return JsonResponse({"title": title, "text": text}, status=status)
    return render(
        request, "console/error.html", {"status": status, "error_title": title, "text": text}, status=status
    )
