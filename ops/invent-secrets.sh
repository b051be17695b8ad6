#!/bin/sh
# Invents every secret that .env lacks. What has a value keeps it, so it may run again after an upgrade.
set -eu
cd "$(dirname "$0")/.."
umask 077
[ -e .env ] || cp .env.example .env
# The required ones stand in .env.example without a value and without a "#".
for name in $(sed -n 's/^\([A-Z_]*\)=$/\1/p' .env.example); do
    ! grep -q "^$name=." .env || continue
    sed -i "/^$name=\$/d" .env
    # Letters and digits: some become a part of a URL.
    echo "$name=$(od -An -tx1 -N24 /dev/urandom | tr -d ' \n')" >>.env
    echo "Invented $name"
done
