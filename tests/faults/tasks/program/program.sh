#!/bin/sh
# Squares the number of its input: {"n":12}. The journal line names no worker: its parent is a guard process.
line() { printf '%s\t%s\t%s\t0\t%s\n' "$1" "$FBRAIN_RUN_ID" "$FBRAIN_ATTEMPT" "$(date +%s%3N)" >> "$FAULTS_JOURNAL"; }
line b
read -r input || true
n=$(printf %s "$input" | tr -cd '0-9')
echo "squaring $n" >&2
echo "{\"square\": $((n * n))}"
line e
