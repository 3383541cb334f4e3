"""Where somebody begins after the log-in: the first page of his rail."""

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from quietline.console.frame import first_page
from quietline.console.page import EVERY_ROLE, ConsoleRequest, page
from quietline.domain.labels import Label


@page("start/", name="start", title=Label(zh="开始", en="Start"), roles=EVERY_ROLE)
def start(request: ConsoleRequest) -> HttpResponse:
    """To the queue for an analyst, to the first page of his own for anybody else."""
    return HttpResponseRedirect(reverse(first_page(request.actor)))
