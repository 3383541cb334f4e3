"""Chinese or English, kept in a cookie for a year."""

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect

from quietline.console.onward import next_page
from quietline.console.page import ANYBODY, ConsoleRequest, page
from quietline.domain.labels import Label

YEAR_S = 365 * 24 * 3600


@page("language/", name="language", title=Label(zh="语言", en="Language"), roles=ANYBODY, methods=("POST",))
def choose_language(request: ConsoleRequest) -> HttpResponse:
    """Back to the page where the switch was pressed, in the other language."""
    response = HttpResponseRedirect(next_page(request, "/"))
    chosen = request.POST.get("language", "")
    if chosen in {code for code, _ in settings.LANGUAGES}:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, chosen, max_age=YEAR_S, samesite="Lax", httponly=True
        )
    return response
