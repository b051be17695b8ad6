#!/bin/sh
# Runs once, when PostgreSQL makes its data folder: the role of API and workers, and that of monitoring. The schema
# belongs to the superuser, as which the service "migrate" signs in.
set -eu
psql -v ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname "$POSTGRES_DB" \
    -v database_password="$DATABASE_PASSWORD" -v monitor_password="$MONITOR_PASSWORD" <<'SQL'
create role fbrain_app login password :'database_password';
alter database :"DBNAME" owner to fbrain_app;
create role monitor login password :'monitor_password' in role pg_monitor;
SQL
