import logging

from django.db import DatabaseError, connection
from django.http import JsonResponse

from config.celery import app

logger = logging.getLogger(__name__)


def health(request):
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        logger.exception("The database is away")
        return JsonResponse({"status": "error"}, status=503)
    try:
        with app.connection_for_write() as broker:
            broker.ensure_connection(max_retries=1, timeout=1)
    except Exception as problem:  # links are followed without a broker too
        logger.warning("The broker is away: %s", problem)
    return JsonResponse({"status": "ok"})
