"""Send an order again that failed or was refused."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from quietline.console.page import ConsoleRequest, page
from quietline.domain.labels import Label
from quietline.office.orders.services.retry import retry_order
from quietline.office.people.permissions import ROLES_WITH, Permission


@page(
    "orders/<uuid:key>/retry/",
    name="order_retry",
    clauses=("3.1",),
    title=Label(zh="重发指令", en="Send the order again"),
    roles=ROLES_WITH[Permission.HANDLE_ORDERS],
    methods=("POST",),
)
def retry(request: ConsoleRequest, key: object) -> HttpResponse:
    """The order waits again for the next sender."""
    retry_order(key=str(key), actor=request.actor, at=timezone.now())
    messages.success(request, _("The order is sent again"))
    return HttpResponseRedirect(reverse("orders"))
