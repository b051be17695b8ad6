#!/bin/sh
# What the official image does for a user other than root.
set -eu
if [ ! -s "$PGDATA/PG_VERSION" ]; then
    printf '%s' "$POSTGRES_PASSWORD" >/tmp/password
    initdb --pgdata="$PGDATA" --username="${POSTGRES_USER:-postgres}" --pwfile=/tmp/password --auth-local=trust --auth-host=scram-sha-256
    rm /tmp/password
    echo 'host all all all scram-sha-256' >>"$PGDATA/pg_hba.conf"
    pg_ctl --pgdata="$PGDATA" -o "-c listen_addresses=''" -w start
    createdb "${POSTGRES_DB:-postgres}"
    for file in /docker-entrypoint-initdb.d/*; do . "$file"; done
    pg_ctl --pgdata="$PGDATA" -m fast -w stop
fi
exec "$@" -c listen_addresses='*'
