import ipaddress
import logging

from django.conf import settings

logger = logging.getLogger(__name__)


def client_address(request):
    """The visitor's address, or None where nobody names a valid one."""
    text = request.META.get("REMOTE_ADDR", "")
    if settings.TRUST_PROXY_HEADERS and request.META.get("HTTP_X_FORWARDED_FOR"):
        text = request.META["HTTP_X_FORWARDED_FOR"].split(",")[0].strip()
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        logger.warning("Not an address: %r", text)
        return None
