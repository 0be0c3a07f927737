"""gunicorn for one machine. On SQLite one process serves with threads: it has one writer anyway."""

import os

on_sqlite = os.environ.get("SANWEN_DATABASE_URL", "sqlite").startswith("sqlite")
workers = 1 if on_sqlite else int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 16 if on_sqlite else 8
worker_class = "gthread"
keepalive = 5
timeout = 60
graceful_timeout = 30
accesslog = None  # the application writes its own line: no query strings, no tokens
