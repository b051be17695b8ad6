#!/bin/sh
# Starts Nginx as the only door of F_BRAIN. Fills in templates/ from environment variables, checks the result with
# `nginx -t`, and becomes Nginx. HTTPS where a certificate is found, plain HTTP otherwise.
#
#   start.sh                 for a container or a systemd unit
#   start.sh render FOLDER   only writes the files into FOLDER, for a host whose Nginx serves other sites too:
#                            include FOLDER/fbrain.conf in its http block
#
# The same script runs in the official image, on Debian and in the tests; docs/operations.md lists the variables.
set -eu

die() {
    echo "nginx: $*" >&2
    exit 1
}

# ── What can be set ───────────────────────────────────────────────────────────────────────────────────────────────────

setting() { # NAME DEFAULT PATTERN SENTENCE
    eval "value=\${$1-$2}"
    printf '%s\n' "$value" | grep -Eqx "$3" || die "$1 is \"$value\". It must be $4."
    [ "$(printf '%s' "$value" | wc -l)" -eq 0 ] || die "$1 must be one line."
    export "$1=$value"
}
HOST='[A-Za-z0-9_.-]+|\[[0-9a-fA-F:]+\]'
CIDR='[0-9a-fA-F.:]+(/[0-9]{1,3})?'
PORT_WORDS='a port between 1 and 65535'
PORT='([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])'
FILE='/[A-Za-z0-9_./@-]+'

setting NGINX_API 'api:3000' "($HOST):$PORT(,($HOST):$PORT)*" 'host:port of the API, or of its replicas, comma separated'
setting NGINX_GRAFANA '' "(($HOST):$PORT)?" 'host:port of Grafana, or empty'
setting NGINX_ADDRESS '' "($HOST)?" 'the address to listen on, or empty for all'
setting NGINX_HTTP_PORT 8080 "$PORT" "$PORT_WORDS"
setting NGINX_HTTPS_PORT 8443 "$PORT" "$PORT_WORDS"
setting NGINX_PUBLIC_HTTPS_PORT 443 "$PORT" "$PORT_WORDS"
setting NGINX_STATUS_PORT 8081 "$PORT" "$PORT_WORDS"
setting NGINX_TLS_CERTIFICATE /etc/fbrain/tls/tls.crt "$FILE" 'the absolute path of a file'
setting NGINX_TLS_KEY /etc/fbrain/tls/tls.key "$FILE" 'the absolute path of a file'
setting NGINX_TRUSTED_PROXIES '' "($CIDR(, ?$CIDR)*)?" 'addresses and ranges such as 10.0.0.0/8, comma separated'
setting NGINX_RESOLVER '' "($HOST)?" 'the address of a DNS server, or empty for that of the system'
setting NGINX_UI /usr/share/fbrain/ui "$FILE" 'the absolute path of a folder'
setting NGINX_RATE 5000 '[1-9][0-9]{0,5}' 'requests a second that one address may send'
setting NGINX_CONNECTIONS 2000 '[1-9][0-9]{0,4}' 'requests at once that one address may send'
setting NGINX_WORKERS auto 'auto|[1-9][0-9]?' '"auto" or a number of processes'
setting NGINX_ACCESS_LOG /dev/stdout "$FILE|syslog:[A-Za-z0-9_.:=,/-]+" 'the absolute path of a file, or syslog:server=…'
setting NGINX_RUN_DIR /tmp/fbrain-nginx "$FILE" 'the absolute path of a folder'
setting NGINX_USER '' '[a-z_][a-z0-9_-]*|' 'the user of the worker processes, or empty'
setting BODY_LIMIT 1048576 '[1-9][0-9]{3,9}' 'a number of bytes, the same as that of the API'

case "${1-start}" in
start) ;;
render) NGINX_RUN_DIR=${2:?"render needs a folder"} ;;
*) die "there is no command \"$1\": start or render" ;;
esac

# ── What follows from it ──────────────────────────────────────────────────────────────────────────────────────────────

# True from this version of Nginx on.
is_from() {
    nginx -v 2>&1 | sed 's|.*/||; s|[^0-9.].*||' |
        awk -F. -v a="$1" '{ split(a, m, "."); exit !($1 * 1e6 + $2 * 1e3 + $3 >= m[1] * 1e6 + m[2] * 1e3 + m[3]) }'
}

listen_on() { # PORT OPTIONS
    echo "listen ${NGINX_ADDRESS:+$NGINX_ADDRESS:}$1$2;"
    [ -n "$NGINX_ADDRESS" ] || [ ! -s /proc/net/if_inet6 ] || echo "listen [::]:$1$2;"
}

# Four fill any network card; "auto" of Nginx would start one for each core of a machine of which a container has one.
if [ "$NGINX_WORKERS" = auto ]; then
    NGINX_WORKERS=$(nproc)
    [ "$NGINX_WORKERS" -le 4 ] || NGINX_WORKERS=4
fi
RATE_BURST=$((NGINX_RATE * 2))
STATUS_LISTEN="${NGINX_ADDRESS:+$NGINX_ADDRESS:}$NGINX_STATUS_PORT"
HTTP_LISTEN=$(listen_on "$NGINX_HTTP_PORT" '')
if is_from 1.25.1; then
    HTTPS_LISTEN="$(listen_on "$NGINX_HTTPS_PORT" ' ssl') http2 on;"
else
    HTTPS_LISTEN=$(listen_on "$NGINX_HTTPS_PORT" ' ssl http2')
fi
PUBLIC_HTTPS_PORT=
[ "$NGINX_PUBLIC_HTTPS_PORT" -eq 443 ] || PUBLIC_HTTPS_PORT=":$NGINX_PUBLIC_HTTPS_PORT"

TRUSTED_GEO='' REAL_IP=''
for range in $(echo "$NGINX_TRUSTED_PROXIES" | tr ',' ' '); do
    TRUSTED_GEO="$TRUSTED_GEO $range 1;"
    REAL_IP="$REAL_IP set_real_ip_from $range;"
done
[ -z "$REAL_IP" ] || REAL_IP="$REAL_IP real_ip_header X-Forwarded-For; real_ip_recursive on;"

# Names are looked up again every 5 s: replicas come and go. IPv6 addresses of a resolver stand in brackets.
: "${NGINX_RESOLVER:=$(awk '$1 == "nameserver" { print $2 ~ /:/ ? "[" $2 "]" : $2; exit }' /etc/resolv.conf 2>/dev/null || true)}"
RESOLVER=
[ -z "$NGINX_RESOLVER" ] || RESOLVER="resolver $NGINX_RESOLVER valid=5s; resolver_timeout 3s;"

# One failure takes a replica out for 2 s; its connections are kept, but less long than the 75 s of the API.
API_BACKEND=fbrain_api API_AGAIN=fbrain_api_again API_UPSTREAM='' AGAIN_UPSTREAM='' follow=''
if echo "$NGINX_API" | grep -q '[A-Za-z_]' && ! echo "$NGINX_API" | grep -q '^\['; then
    if is_from 1.27.3; then follow=' resolve'; else follow=never; fi
fi
for replica in $(echo "$NGINX_API" | tr ',' ' '); do
    API_UPSTREAM="$API_UPSTREAM server $replica$follow max_fails=1 fail_timeout=2s;"
    AGAIN_UPSTREAM="$AGAIN_UPSTREAM server $replica$follow max_fails=0;"
done
keep='keepalive_timeout 30s; keepalive_requests 10000;'
resolver=
[ "$follow" != ' resolve' ] || resolver=$RESOLVER
API_UPSTREAM="upstream fbrain_api { zone fbrain_api 256k; $resolver $API_UPSTREAM keepalive 64; $keep }
upstream fbrain_api_again { zone fbrain_api_again 256k; $resolver $AGAIN_UPSTREAM keepalive 16; $keep }"
if [ "$follow" = never ]; then
    # An older Nginx follows a name only where it is a variable, and keeps no connection then.
    case "$NGINX_API" in *,*) die "NGINX_API names several hosts: that needs Nginx 1.27.3 or newer, or IP addresses." ;; esac
    API_BACKEND=$NGINX_API API_AGAIN=$NGINX_API API_UPSTREAM=
fi

MODULES='' BROTLI='' USER=''
modules=$(nginx -V 2>&1 | sed -n 's/.*--modules-path=\([^ ]*\).*/\1/p')
if [ -e "$modules/ngx_http_brotli_static_module.so" ]; then
    BROTLI='brotli_static on;'
    MODULES="load_module $modules/ngx_http_brotli_static_module.so;"
fi
[ -z "$NGINX_USER" ] || USER="user $NGINX_USER;"

# ── TLS or not ────────────────────────────────────────────────────────────────────────────────────────────────────────

# Stapling needs a certificate that names a responder (OID 1.3.6.1.5.5.7.48.1, then a URI); many no longer do.
names_responder() {
    sed -n '1,/END CERT/p' "$1" | sed '/--/d' | base64 -d 2>/dev/null | od -An -v -tx1 | tr -d ' \n' |
        grep -q 06082b0601050507300186
}

LISTEN=listen-plain OCSP=''
# What cannot be seen into must not pass for an installation without a certificate.
for file in "$NGINX_TLS_CERTIFICATE" "$NGINX_TLS_KEY"; do
    folder=$(dirname "$file")
    [ ! -d "$folder" ] || [ -x "$folder" ] || die "$folder is closed to user $(id -un 2>/dev/null || id -u). Mend its owner or mode."
done
if [ -e "$NGINX_TLS_CERTIFICATE" ] || [ -e "$NGINX_TLS_KEY" ]; then
    for file in "$NGINX_TLS_CERTIFICATE" "$NGINX_TLS_KEY"; do
        [ -e "$file" ] || die "there is no $file. HTTPS needs a certificate and its key: mount both, or neither for plain HTTP."
        [ -f "$file" ] && [ -r "$file" ] || die "$file is no file that user $(id -un 2>/dev/null || id -u) may read. Mend its owner or mode."
    done
    LISTEN=listen-tls
    ! names_responder "$NGINX_TLS_CERTIFICATE" ||
        OCSP="ssl_stapling on; ssl_stapling_verify on; ssl_trusted_certificate $NGINX_TLS_CERTIFICATE;"
fi

# ── Write, check, start ───────────────────────────────────────────────────────────────────────────────────────────────

export NGINX_RUN_DIR API_UPSTREAM API_BACKEND API_AGAIN RESOLVER TRUSTED_GEO REAL_IP RATE_BURST STATUS_LISTEN HTTP_LISTEN \
    HTTPS_LISTEN PUBLIC_HTTPS_PORT OCSP MODULES BROTLI USER

render() {
    awk '{
        line = ""
        while (match($0, /\$\{[A-Z_]+\}/)) {
            line = line substr($0, 1, RSTART - 1) ENVIRON[substr($0, RSTART + 2, RLENGTH - 3)]
            $0 = substr($0, RSTART + RLENGTH)
        }
        print line $0
    }' "$templates/$1.conf" >"$NGINX_RUN_DIR/$2.conf"
}
templates=$(dirname "$(readlink -f "$0")")/templates
mkdir -p "$NGINX_RUN_DIR" 2>/dev/null && [ -w "$NGINX_RUN_DIR" ] ||
    die "the folder $NGINX_RUN_DIR cannot be written. Set NGINX_RUN_DIR, or mount a tmpfs there."
for name in nginx fbrain site proxy; do render "$name" "$name"; done
render "$LISTEN" listen
[ "${1-start}" = start ] || exit 0

if ! report=$(nginx -t -e stderr -c "$NGINX_RUN_DIR/nginx.conf" 2>&1); then
    echo "$report" >&2
    case "$report" in
    *'key values mismatch'*) die "the key $NGINX_TLS_KEY does not belong to the certificate $NGINX_TLS_CERTIFICATE." ;;
    *'cannot load certificate key'*) die "$NGINX_TLS_KEY holds no private key in PEM form without a passphrase." ;;
    *'cannot load certificate'*) die "$NGINX_TLS_CERTIFICATE holds no certificate in PEM form." ;;
    *) die 'the configuration above is refused.' ;;
    esac
fi
exec nginx -e stderr -c "$NGINX_RUN_DIR/nginx.conf" -g 'daemon off;'
