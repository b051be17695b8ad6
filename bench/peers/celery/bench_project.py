"""A Django project with Celery and django-celery-results in one module: settings, application and the no-op task."""

import os
from urllib.parse import urlparse

import django
from celery import Celery
from django.conf import settings

_database = urlparse(os.environ["DATABASE_URL"])

settings.configure(
    INSTALLED_APPS=["django_celery_results"],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": _database.path.lstrip("/"),
            "USER": _database.username,
            "PASSWORD": _database.password,
            "HOST": _database.hostname,
            "PORT": _database.port,
            # Django's advice for throughput is None: with its default, 0, every task opens a connection for its result.
            "CONN_MAX_AGE": None if os.environ.get("CONN_MAX_AGE") == "None" else 0,
        }
    },
    USE_TZ=True,
    SECRET_KEY="not needed: nothing is signed",
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
)
# Celery takes the project for a Django project by this variable alone.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench_project")
django.setup()

# What F_BRAIN always does, and Celery when told to: a task whose process dies is done again, a message counts as sent when
# the broker has it, starts are recorded, and a result tells name, arguments and worker.
_AS_SAFE = os.environ.get("AS_SAFE") == "1"

app = Celery(
    "bench",
    broker=os.environ["RABBITMQ_URL"],
    backend="django-db",
    task_default_queue=os.environ["QUEUE"],
    # Celery's advice for many short tasks is 64 or 128 messages per process; its default is 4.
    worker_prefetch_multiplier=int(os.environ.get("PREFETCH", "4")),
    task_acks_late=_AS_SAFE,
    task_reject_on_worker_lost=_AS_SAFE,
    broker_transport_options={"confirm_publish": _AS_SAFE},
    task_track_started=_AS_SAFE,
    result_extended=_AS_SAFE,
)


@app.task(name="noop")
def noop():
    """Does nothing, as the tasks of the other systems."""
