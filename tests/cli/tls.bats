# TLS and HTTP/2: nghttpx stands in front of the sandbox.
load helper

# proxy NAME: nghttpx with a certificate of an authority of its own, on a free port; sets $proxy.
proxy() {
    local port ready
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650 -subj "/CN=$1" \
        -addext 'subjectAltName=IP:127.0.0.1' -keyout "$1.key" -out "$1.pem" 2>/dev/null
    port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
    nghttpx --conf=/dev/null "--frontend=127.0.0.1,$port" "--backend=127.0.0.1,${GHL_API_BASE##*:}" --workers=1 \
        --accesslog-file="$dir/access.log" --errorlog-file="$dir/proxy.log" "$1.key" "$1.pem" 3>&- &
    proxy_pid=$!
    proxy=https://127.0.0.1:$port
    until curl -sS --cacert "$1.pem" -o /dev/null "$proxy/" 2>/dev/null; do
        kill -0 "$proxy_pid" || { cat "$dir/proxy.log"; return 1; }
    done
}

teardown() {
    [ -z "${proxy_pid:-}" ] || kill "$proxy_pid" 2>/dev/null || :
    sandbox_stop
}

@test "a publish goes over TLS and HTTP/2 where the server offers them" {
    sandbox_start
    proxy trusted
    site
    post hello
    picture content/posts/a.png
    echo '![A](a.png)' >>content/posts/hello.md
    GHL_API_BASE=$proxy GHLPUB_CACERT=$dir/trusted.pem run_ok ghlpub publish
    has "1 create"
    is "$(posts '.[0].urlSlug')" hello
    is "$(grep -c 'POST /blogs/posts HTTP/2' "$dir/access.log")" 1
    is "$(grep -c 'POST /medias/upload-file HTTP/2' "$dir/access.log")" 1
}

@test "a certificate that nobody trusts is refused before anything is sent" {
    sandbox_start
    proxy stranger
    site
    post hello
    GHL_API_BASE=$proxy GHLPUB_TEST_WAIT_SCALE=0.001 run_code 69 ghlpub publish
    lacks "$GHL_API_KEY"
    is "$(posts length)" 0
    is "$(requests length)" 0
}
