# The commands one by one: what they print, what they leave alone, how they find their site.
load helper

@test "init, check, publish: what init made works" {
    sandbox_start --blog 'My Blog'
    run_ok ghlpub init blog
    cd blog
    run_ok ghlpub check
    has "1 document checked, no errors"
    run_ok ghlpub plan
    run_ok ghlpub publish
    is "$(posts '.[] | .title + " " + .status')" "Hello, world DRAFT"
    change content/posts/hello-world.md '/^draft/d'
    run_ok ghlpub publish
    is "$(posts '.[0].status')" PUBLISHED
}

@test "init never overwrites, and adds to .gitignore and .gitattributes" {
    mkdir -p content/posts templates
    echo mine | tee templates/post.html >content/posts/hello-world.md
    echo '*.tmp' >.gitignore
    printf '*.png binary' >.gitattributes
    run_ok ghlpub init
    is "$(cat templates/post.html content/posts/hello-world.md)" $'mine\nmine'
    is "$(head -n 1 .gitignore)" '*.tmp'
    is "$(head -n 1 .gitattributes)" '*.png binary'
    grep -x '/.ghlpub/\*.json merge=union' .gitattributes
    cp ghlpub.yaml before
    run_code 64 ghlpub init
    has "ghlpub.yaml already"
    cmp before ghlpub.yaml
}

@test "what init tells git: the state is kept and merged by union, the rest of .ghlpub is not kept" {
    sandbox_start --blog 'My Blog'
    git init -q
    run_ok ghlpub init
    run_ok ghlpub publish
    git add -A
    is "$(git ls-files .ghlpub)" .ghlpub/state.json
    is "$(git check-attr merge .ghlpub/state.json)" ".ghlpub/state.json: merge: union"
}

@test "help for each command, with its options" {
    run_ok ghlpub help
    local names
    names=$(sed -n 's/^  \([a-z]*\)  .*/\1/p' <<<"$output" | sort -u)
    for name in init check render plan publish status calendar adopt state list sandbox help; do
        grep -qx $name <<<"$names"
        run_ok ghlpub help $name
        has "Usage: ghlpub $name"
        local text=$output
        run_ok ghlpub $name --help
        is "$output" "$text"
    done
    run_ok ghlpub --help
    run_code 64 ghlpub help publsh
}

@test "--version" {
    run_ok ghlpub --version
    [[ "$output" =~ ^ghlpub\ [0-9]+\.[0-9]+\.[0-9]+ ]]
}

@test "check reports all problems of a tree in one run" {
    site
    post one
    post two 'date: yesterday'
    echo '![x](missing.png)' >>content/posts/one.md
    printf 'no front matter\n' >content/posts/three.md
    printf -- '---\ntitle: [\n---\n' >content/posts/four.md
    run_code 65 ghlpub check
    has content/posts/one.md:7:6
    has content/posts/two.md:3:7
    has content/posts/four.md:
    lacks content/posts/three.md:
    has "3 errors"
}

@test "check --json and --strict" {
    site
    post one
    run --separate-stderr ghlpub check --json
    is "$(jq -r '[.command, .ok, .documents, .exit, (.diagnostics | length)] | join(" ")' <<<"$output")" "check true 1 0 0"
    post two 'descriptoin: x'
    run --separate-stderr ghlpub check --json
    is "$(jq -r '.diagnostics[0] | [.path, .severity, (.line | tostring)] | join(" ")' <<<"$output")" "content/posts/two.md warning 4"
    run_ok ghlpub check
    run_code 65 ghlpub check --strict
}

@test "render is what is sent" {
    sandbox_start
    site
    picture content/posts/a.png
    post hello
    printf '![x](a.png) [o](other.md)\n\n| a | b |\n|---|---|\n| 1 | 2 |\n' >>content/posts/hello.md
    post other
    run_ok ghlpub render content/posts/hello.md
    has 'src="content/posts/a.png"'
    has 'href="https://acme.example/post/other"'
    run_ok ghlpub publish
    run_ok ghlpub render content/posts/hello.md
    is "$output" "$(post_of hello .rawHTML)"
    run_code 64 ghlpub render
    run_code 64 ghlpub render content/posts/none.md
}

@test "render --social shows each text" {
    site
    post hello 'date: 2026-12-01' 'social:' '  - {to: [facebook, linkedin], text: "{{title}}: {{url}}", at: +1d 09:00}'
    run_ok ghlpub render --social content/posts/hello.md
    has "facebook"
    has "linkedin"
    has "Post hello: https://acme.example/post/hello"
}

@test "status shows each document with its post" {
    sandbox_start
    site
    post one
    post two 'date: 2026-12-01 09:00' 'social:' '  - {to: facebook, text: Hi, id: launch}'
    post three 'draft: true'
    run_ok ghlpub status
    has "new "
    run_ok ghlpub publish
    post four
    echo More. >>content/posts/one.md
    forget_requests
    run_ok ghlpub status
    grep -E '^published +content/posts/one.md +2026-11-02 00:00 EST +https://acme.example/post/one +\(.*changed' <<<"$output"
    grep -E '^scheduled +content/posts/two.md +2026-12-01 09:00 EST' <<<"$output"
    grep -E '^scheduled +content/posts/two.md#launch +2026-12-01 09:00 EST' <<<"$output"
    grep -E '^draft +content/posts/three.md' <<<"$output"
    grep -E '^new +content/posts/four.md' <<<"$output"
    is "$(requests length)" 0
    run --separate-stderr ghlpub status --json content/posts/one.md
    is "$(jq -r '.items[0].id' <<<"$output")" "$(post_id one)"
    is "$(jq '.items | length' <<<"$output")" 1
    post five 'social:' '  - {to: facebook, text: Hi, at: 2026-12-05 09:00, id: soon}'
    run_ok ghlpub status --quiet content/posts/two.md content/posts/five.md
    is "$(grep -c content/ <<<"$output")" 4
    grep -E '^scheduled +content/posts/two.md#launch' <<<"$output"
    grep -E '^new +content/posts/five.md#soon +2026-12-05 09:00 EST +\(schedule: ' <<<"$output"
}

@test "state list, show, mv and rm leave GHL alone" {
    sandbox_start
    site
    post hello
    run_ok ghlpub publish
    local id
    id=$(post_id hello)
    forget_requests
    run_ok ghlpub state list
    has "$id"
    run_ok ghlpub state show content/posts/hello.md
    is "$(jq -r .slug <<<"$output")" hello
    run_ok ghlpub state mv content/posts/hello.md content/posts/greeting.md
    is "$(state_of 'post content/posts/greeting.md' .id)" "$id"
    run_ok ghlpub state rm 'post content/posts/greeting.md'
    run_ok ghlpub state list
    lacks "$id"
    run_code 64 ghlpub state rm content/posts/greeting.md
    run_code 64 ghlpub state show
    run_code 64 ghlpub state frobnicate
    is "$(requests length)" 0
    is "$(posts length)" 1
}

@test "state mv does not overwrite an entry" {
    sandbox_start
    site
    post one
    post two
    run_ok ghlpub publish
    run_code 64 ghlpub state mv content/posts/one.md content/posts/two.md
    is "$(state_of 'post content/posts/one.md' .id)" "$(post_id one)"
}

@test "list shows what the location has" {
    sandbox_start
    site
    printf 'accounts: {main: [facebook]}\n' >>ghlpub.yaml
    run_ok ghlpub list blogs
    has "Acme News"
    run_ok ghlpub list authors
    has "José Valim"
    run_ok ghlpub list categories
    has Guides
    run_ok ghlpub list accounts
    has facebook
    has main
    run_ok ghlpub list users
    has jane@acme.example
    run_ok ghlpub list tags
    has launch
    run_ok ghlpub list media
    has "there are none"
    run --separate-stderr ghlpub list authors --json
    is "$(jq -r '.items | map(.name) | join(",")' <<<"$output")" "Jane Doe,José Valim"
    run_code 64 ghlpub list
    run_code 64 ghlpub list everything
    has authors
}

@test "a sub-directory of the site is in the site, and its paths are seen from there" {
    sandbox_start
    site
    post one
    post two
    cd content/posts
    run_ok ghlpub publish one.md
    is "$(posts '[.[].urlSlug] | join(",")')" one
    cd ..
    run_ok ghlpub publish
    is "$(posts 'length')" 2
    [ ! -e .ghlpub ]
    [ -e ../.ghlpub/state.json ]
}

@test "--site names another site" {
    sandbox_start
    site elsewhere
    (cd elsewhere && post hello)
    run_ok ghlpub publish --site elsewhere
    is "$(posts length)" 1
    [ -e elsewhere/.ghlpub/state.json ]
    run_ok ghlpub --site=elsewhere plan --exit-code
}

@test "an environment has its own location, blog and state" {
    sandbox_start --blog Staging
    site
    control POST locations '{"name":"Staging"}' >staging.json
    cat >>ghlpub.yaml <<YAML
environments:
  staging: {location: $(jq -r .location staging.json), blog: Staging, state: .ghlpub/staging.json}
YAML
    post hello
    run_ok ghlpub publish
    (
        unset GHL_LOCATION_ID
        GHL_API_KEY=$(jq -r .token staging.json)
        run_ok ghlpub publish --env staging
    )
    is "$(posts '[.[].locationId] | unique | length')" 2
    [ -e .ghlpub/staging.json ]
    run_code 78 ghlpub plan --env nowhere
    has staging
    GHLPUB_ENV=nowhere run_code 78 ghlpub plan
}

@test "diagnostics go to standard error, results to standard output" {
    site
    post hello 'descriptoin: x'
    run --separate-stderr ghlpub plan
    [[ "$output" == *create* ]]
    [[ "$output" != *warning* ]]
    [[ "$stderr" == *"did you mean"* ]]
}

@test "colours: not without a terminal, with --color always, and not with NO_COLOR" {
    site
    post hello
    run_ok ghlpub plan
    lacks $'\033['
    run_ok ghlpub plan --color always
    has $'\033[32m'
    NO_COLOR=1 run_ok ghlpub plan
    lacks $'\033['
    run_code 64 ghlpub plan --color sometimes
    has auto
}

@test "GitHub Actions gets annotations" {
    site
    post hello
    echo '![x](missing.png)' >>content/posts/hello.md
    GITHUB_ACTIONS=true run_code 65 ghlpub check
    has "::error file=content/posts/hello.md,line=7,col=6"
    run_code 65 ghlpub check
    lacks "::error"
}

@test "--quiet says the result alone" {
    sandbox_start
    site
    post hello
    run_ok ghlpub publish --quiet
    is "$(wc -l <<<"$output")" 2
    has "Done: 1 create"
}

@test "-- ends the options, and options may stand anywhere" {
    sandbox_start
    site
    post hello
    run_ok ghlpub publish content/posts/hello.md --quiet
    is "$(posts length)" 1
    run_code 64 ghlpub publish -- --quiet
    has -- "--quiet"
}

@test "control characters from a document do not reach the terminal" {
    site
    printf -- '---\ntitle: "a\\u001b[31mb"\ndate: 2026-11-02\nslug: x\nauthor: "\\u001b[31m"\n---\nText\n' >content/posts/evil.md
    run ghlpub plan
    lacks $'\033'
    run ghlpub check
    lacks $'\033'
}

@test "the sandbox: the same ids with a seed, and what it was told to keep" {
    sandbox_start --state "$dir/kept"
    site
    post hello
    run_ok ghlpub publish
    local id blog
    id=$(post_id hello)
    sandbox_stop
    sandbox_start --state "$dir/kept"
    is "$(post_id hello)" "$id"
    forget_requests
    run_ok ghlpub publish
    has "Nothing to do"
}

@test "the sandbox: mistakes in its options" {
    run_code 64 ghlpub sandbox --fault 'nonsense'
    run_code 64 ghlpub sandbox --quirk nonsense=on
    has nonsense
    run_code 64 ghlpub sandbox --clock-rate 0
}

@test "the sandbox shows the blog as pages" {
    sandbox_start
    site
    picture content/posts/a.png
    post hello 'image: a.png' 'date: 2026-11-24' 'social:' '  - {to: facebook, text: A social text}'
    run_ok ghlpub publish
    curl -sSf "$GHL_API_BASE/" | grep -q "Post hello"
    curl -sSf "$(media '.[0].url')" | cmp - content/posts/a.png
}

@test "plan --json is as docs/plan.schema.json says" {
    sandbox_start
    site
    post hello
    picture content/posts/a.png
    printf -- '---\ntitle: Two\nimage: a.png\nsocial: [{to: facebook, at: 2026-12-24 09:00, text: "{{url}}"}]\n---\nText.\n' \
        >content/posts/two.md
    run -0 --separate-stderr ghlpub plan --json
    conforms plan.schema.json <<<"$output"
    is "$(jq -c '[.actions[].action] | unique' <<<"$output")" '["create","schedule","upload"]'
}

@test "plan --json is as docs/plan.schema.json says: drift, gone, redirects, diff, cost, and kept" {
    sandbox_start
    site
    echo 'redirects: {domain: acme.example}' >>ghlpub.yaml
    post slug 'aliases: [/old]'
    post edited 'social: [{id: x, to: facebook, at: 2026-12-24 09:00, text: "One"}]'
    post gone
    run_ok ghlpub publish --yes
    edit_by_hand posts "$(post_id edited)" '{"rawHTML":"<p>By hand</p>","title":"By hand"}'
    edit_by_hand social "$(state_of 'social content/posts/edited.md#x' .id)" '{"summary":"By hand"}'
    control DELETE "posts/$(post_id gone)" >/dev/null
    change content/posts/slug.md 's|^aliases: .*|slug: slug-2|'
    echo 'One more line.' >>content/posts/edited.md

    run -0 --separate-stderr ghlpub plan --refresh --diff --json
    conforms plan.schema.json <<<"$output"
    is "$(jq -c '[.held[] | [.reason, .drift.documentChanged]] | sort' <<<"$output")" \
        '[["drift",false],["drift",true],["gone",false]]'
    is "$(jq -c '[.actions[].action]' <<<"$output")" '["update","redirect","delete"]'
    is "$(jq '.requests > 3 and .leastSeconds == 0' <<<"$output")" true
    run -0 --separate-stderr ghlpub plan --refresh --diff --on-drift overwrite --recreate --json
    conforms plan.schema.json <<<"$output"
    is "$(jq -c '[.actions[] | select(.overwrites) | .action] | sort' <<<"$output")" '["edit","update"]'
    is "$(jq -c '[.actions[].diff // [] | .[].op] | unique' <<<"$output")" '["changed"]'
    run_ok ghlpub plan --refresh --only posts --on-drift overwrite --out kept.json
    conforms plan.schema.json command ok exit diagnostics <kept.json
}

@test "with --json every command answers with one document, also where it fails" {
    run --separate-stderr ghlpub --json init blog
    is "$status" 0
    is "$(jq -r '.command + " " + (.files | length | tostring)' <<<"$output")" "init 6"
    cd blog
    for words in 'init' 'frob' 'plan --foo' 'list foo' 'state' 'adopt x' 'render' 'plan --color blue'; do
        run --separate-stderr ghlpub $words --json
        is "$status" 64
        is "$(jq -r '"\(.ok) \(.exit) \(.error.exit)"' <<<"$output")" "false 64 64"
    done
    run --separate-stderr ghlpub render --json content/posts/hello-world.md
    is "$(jq -r '.items[0].path' <<<"$output")" content/posts/hello-world.md
    jq -e '.items[0].html | contains("<strong>Markdown</strong>")' <<<"$output"
}

@test "init says what to do next, a line for each step" {
    run_ok ghlpub init blog
    grep -x '  ghlpub check' <<<"$output"
}

@test "a broken link is never said to mean the document that has it" {
    site
    post a
    post bb
    echo '[x](b.md)' >>content/posts/a.md
    run ghlpub check
    has 'did you mean "content/posts/bb.md"?'
}

@test "a broken link to a bundle suggests the one whose folder is called nearly so" {
    site
    post a
    post other/index
    post true-a-wheel/index
    echo '[x](true-a-Wheel/index.md) [y](no-such-thing/index.md)' >>content/posts/a.md
    run ghlpub check
    has 'did you mean "content/posts/true-a-wheel/index.md"?'
    lacks 'content/posts/other'
}
