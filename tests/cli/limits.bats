# The day's budget of requests, and a second Ctrl-C.
load helper

@test "a day's budget that is used up ends the run with 75, and the next day's run does the rest" {
    sandbox_start --daily 60 --rate 1000/10s --state "$dir/box"
    site
    for n in {1..60}; do post "p$n"; done
    run_code 75 ghlpub publish --yes
    has daily-limit
    has "midnight UTC"
    local made
    made=$(posts length)
    [ "$made" -gt 0 ] && [ "$made" -lt 60 ]
    is "$(requests '[.[] | select(.status == 429)] | length')" 0
    sandbox_stop
    sandbox_start --state "$dir/box" # its budget is whole again
    run_ok ghlpub publish --yes
    is "$(posts 'map(.urlSlug) | unique | length')" 60
    is "$(posts length)" 60
}

@test "a second Ctrl-C leaves at once, and the next run goes on" {
    sandbox_start
    site
    post hello
    fault 'POST /blogs/posts: stall-after'
    "$GHLPUB" publish --yes >out 2>&1 3>&- &
    local pid=$! code=0
    until [ "$(posts length)" = 1 ]; do kill -0 $pid; done
    kill -INT $pid
    kill -INT $pid
    wait $pid || code=$?
    is "$code" 130
    no_faults
    run_ok ghlpub publish --yes
    is "$(posts length)" 1
    forget_requests
    run_ok ghlpub publish --yes
    is "$(requests length)" 0
}
