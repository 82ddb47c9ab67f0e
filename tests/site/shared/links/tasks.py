from celery import shared_task

from core.tasks import RETRIES

from .models import Click, Link


@shared_task(name="links.tasks.record_link_click", queue="clicks", **RETRIES)
def record_link_click(link_id, referrer, user_agent, ip_address):
    if not Link.objects.filter(pk=link_id).exists():
        return f"Link {link_id} not found"
    Click.objects.create(
        link_id=link_id, referrer=referrer[:500], user_agent=user_agent, ip_address=ip_address
    )
    return f"Click recorded for link {link_id}"
