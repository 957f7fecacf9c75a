# The state in git: branches that publish merge without a conflict, and without a surprise.
load helper

# A site in git, published once.
in_git() {
    sandbox_start
    site
    git init -q -b main
    git config user.email jane@acme.example
    git config user.name Jane
    printf '/.ghlpub/*\n!/.ghlpub/*.json\n' >.gitignore
    printf '/.ghlpub/*.json merge=union\n' >.gitattributes
    post hello
    run_ok ghlpub publish
    commit first
}

commit() {
    git add .gitignore .gitattributes ghlpub.yaml content .ghlpub
    git commit -q -m "$1"
}

@test "two branches that publish different documents merge, and the next plan is empty" {
    in_git
    git checkout -q -b a
    post aa
    run_ok ghlpub publish
    commit a
    git checkout -q main
    git checkout -q -b b
    post ab 'date: 2026-12-01' 'social:' '  - {to: facebook, text: Hi}'
    run_ok ghlpub publish
    commit b
    git merge -q a -m merge
    run_ok ghlpub plan --exit-code
    run_ok ghlpub plan --exit-code --json
    is "$(jq -c '[.ok, .actions, .held, .unchanged]' <<<"$output")" '[true,[],[],4]'
    forget_requests
    run_ok ghlpub publish
    has "Nothing to do"
    run_ok ghlpub publish --json
    is "$(jq -c '[.ok, (.done | add), .unchanged, .requests]' <<<"$output")" '[true,0,4,0]'
    is "$(requests length)" 0
    is "$(posts length)" 3
}

@test "two branches that update different posts merge, and the next plan is empty" {
    in_git
    post other
    run_ok ghlpub publish
    commit both
    git checkout -q -b a
    echo More. >>content/posts/hello.md
    run_ok ghlpub publish
    commit a
    git checkout -q main
    now 2026-11-25T12:00:00Z
    echo More. >>content/posts/other.md
    run_ok ghlpub publish
    commit b
    git merge -q a -m merge
    run_ok ghlpub plan --exit-code
    is "$(posts length)" 2
}

@test "the later record of one post holds after a merge" {
    in_git
    git checkout -q -b a
    post one
    echo More. >>content/posts/hello.md
    run_ok ghlpub publish
    commit a
    git checkout -q main
    now 2026-11-25T12:00:00Z
    # The other branch brings the same text, published later: taken as it is, since it equals.
    echo More. >>content/posts/hello.md
    run ghlpub publish
    commit b
    git merge -q a -m merge
    run_ok ghlpub publish
    is "$(posts length)" 2
    forget_requests
    run_ok ghlpub publish
    is "$(requests length)" 0
}

@test "a removal on one branch and a publication on the other" {
    in_git
    post gone
    run_ok ghlpub publish
    commit both
    git checkout -q -b a
    git rm -q content/posts/gone.md
    run_ok ghlpub publish --prune --yes
    commit a
    git checkout -q main
    post new
    run_ok ghlpub publish
    commit b
    git merge -q a -m merge
    run_ok ghlpub publish --prune --yes
    is "$(post_of gone .status)" DRAFT
    is "$(post_of new .status)" PUBLISHED
    is "$(posts length)" 3
}

@test "a state from an older checkout: what GHL has more is taken over" {
    in_git
    cp .ghlpub/state.json old.json
    post newer
    picture content/posts/a.png
    echo '![x](a.png)' >>content/posts/newer.md
    run_ok ghlpub publish
    cp old.json .ghlpub/state.json
    forget_requests
    run_ok ghlpub publish
    is "$(count_writes)" 0
    is "$(posts length)" 2
    is "$(media length)" 1
}

@test "the state is the same from run to run, byte by byte, while nothing changes" {
    in_git
    run_ok ghlpub publish
    git diff --exit-code
    run_ok ghlpub plan
    run_ok ghlpub status
    run_ok ghlpub check
    git diff --exit-code
    [ -z "$(git status --porcelain .ghlpub content)" ]
}
