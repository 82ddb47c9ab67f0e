import logging
import os
from pathlib import Path

from celery import Celery
from celery.signals import after_setup_logger, after_setup_task_logger

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("config")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@app.task(name="config.celery.debug_task", queue="celery")
def debug_task():
    print("The worker is alive")


def _log_to_file(logger, name, level):
    # One file a process: workers share the folder, never a file. `delay` makes it at the first record.
    from django.conf import settings

    handler = logging.FileHandler(Path(settings.LOG_DIR) / f"{name}-{os.getpid()}.log", delay=True)
    handler.setLevel(level)
    logger.addHandler(handler)


@after_setup_logger.connect
def log_worker(logger, **kwargs):
    from django.conf import settings

    _log_to_file(logger, "celery", settings.CELERY_LOG_LEVEL)


@after_setup_task_logger.connect
def log_tasks(logger, **kwargs):
    from django.conf import settings

    _log_to_file(logger, "tasks", settings.CELERY_TASK_LOG_LEVEL)
