import logging

from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import Count
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.generic import CreateView, DetailView, ListView

from core.client import client_address

from .models import Link
from .tasks import record_link_click

logger = logging.getLogger(__name__)


def follow(request, username, slug):
    link = get_object_or_404(Link, user__username=username, slug=slug)
    try:
        record_link_click.delay(
            link_id=link.pk,
            referrer=request.META.get("HTTP_REFERER", ""),
            user_agent=request.META.get("HTTP_USER_AGENT", ""),
            ip_address=client_address(request),
        )
    except Exception:  # a redirect never fails for a click's sake
        logger.exception("The click on %s was not queued", link)
    return HttpResponseRedirect(link.target_url)


class OwnLinks(LoginRequiredMixin):
    model = Link

    def get_queryset(self):
        return self.request.user.links.annotate(total=Count("clicks")).order_by("-created_at")


class LinkList(OwnLinks, ListView):
    template_name = "links/list.html"


class LinkCreate(LoginRequiredMixin, CreateView):
    model = Link
    fields = ["target_url", "slug"]
    template_name = "links/new.html"

    def form_valid(self, form):
        form.instance.user = self.request.user
        return super().form_valid(form)

    def get_success_url(self):
        return reverse("link-detail", args=[self.object.pk])


class LinkDetail(OwnLinks, DetailView):
    template_name = "links/detail.html"

    def get_context_data(self, **kwargs):
        clicks = self.object.clicks

        def top(field):
            return clicks.exclude(**{field: ""}).values_list(field).annotate(count=Count("pk")).order_by("-count")[:5]

        return super().get_context_data(
            referrers=top("referrer"), agents=top("user_agent"), latest=clicks.order_by("-created_at")[:10], **kwargs
        )
