#!/bin/sh
# Runs once, when PostgreSQL makes its data folder: the role of monitoring, which sees statistics and no data.
# The role of API and workers is made by `fbrain-api migrate`.
set -eu
psql -v ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname "$POSTGRES_DB" -v password="$MONITOR_PASSWORD" <<'SQL'
create role monitor login password :'password' in role pg_monitor;
SQL
