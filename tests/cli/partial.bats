# Runs of a part: --changed-since and --only, in plan, publish and check.
load helper

# A site in git that is published and committed.
published_in_git() {
    sandbox_start
    site
    git init -q -b main
    git config user.email jane@acme.example
    git config user.name Jane
    picture content/posts/cover.png 1
    post hello 'image: cover.png'
    post other
    post third
    post named 'template: wide'
    printf '<div>{{{body}}}</div>' >templates/wide.html
    run_ok ghlpub publish --yes
    git add -A
    git commit -qm first
}

# planned: the paths of what would be done, a word each.
planned() { jq -r '[.actions[].path] | unique | map(sub("content/posts/"; "")) | join(" ")' <<<"$output"; }

@test "--changed-since takes committed, staged, unstaged and untracked changes, and nothing else" {
    published_in_git
    change content/posts/other.md 's/The body/Another body/'
    git commit -qam other
    change content/posts/third.md 's/The body/Another body/'
    post fresh
    run_ok ghlpub plan --changed-since HEAD --json
    is "$(planned)" 'fresh.md third.md'
    run_ok ghlpub plan --changed-since HEAD~1
    has 'note: 3 of 5 documents changed since HEAD~1'
    has 'Plan: 1 to create, 2 to update'
    run_ok ghlpub plan --changed-since HEAD~1 content/posts/other.md content/posts/hello.md --json
    is "$(planned)" other.md
    forget_requests
    run_ok ghlpub publish --changed-since HEAD --json
    is "$(jq -c '[.done.create, .done.update]' <<<"$output")" '[1,1]'
    is "$(post_of other .rawHTML)" '<p>The body of other.</p>'
    run_ok ghlpub publish
    is "$(post_of other .rawHTML)" '<p>Another body of other.</p>'
}

@test "a document depends on its files, its template, and the documents that it links to" {
    published_in_git
    picture content/posts/cover.png 9
    run_ok ghlpub plan --changed-since HEAD --json
    is "$(planned)" 'cover.png hello.md'
    git checkout -q .
    printf '<main>{{{body}}}</main>' >templates/wide.html
    run_ok ghlpub plan --changed-since HEAD --json
    is "$(planned)" named.md
    git checkout -q .
    printf '\n[Third](third.md)\n' >>content/posts/other.md
    run_ok ghlpub publish
    git commit -qam link
    change content/posts/third.md 's/^title:/slug: new\ntitle:/'
    run_ok ghlpub plan --changed-since HEAD --json
    is "$(planned)" 'other.md third.md'
    git checkout -q .
    change ghlpub.yaml 's/News\]/Product]/'
    run_ok ghlpub plan --changed-since HEAD --json
    is "$(planned)" 'hello.md named.md other.md third.md'
    run_ok ghlpub plan --changed-since HEAD content/posts/named.md
    has 'ghlpub.yaml or a template that is gone changed since HEAD, and with it every document'
    has 'Plan: 1 to update'
}

@test "removed documents count, renamed ones keep their posts, the others are left alone" {
    published_in_git
    git rm -q content/posts/other.md
    rm content/posts/third.md
    git add -A
    git commit -qm removed
    rm content/posts/named.md
    git mv content/posts/hello.md content/posts/renamed.md
    run_ok ghlpub plan --changed-since HEAD
    has 'named.md: its document is gone'
    lacks other.md
    lacks third.md
    has '> move       content/posts/renamed.md'
    run_ok ghlpub publish --changed-since HEAD --prune --yes
    is "$(post_of named .status)" DRAFT
    is "$(post_of other .status)" PUBLISHED
    is "$(posts length)" 4
    run_ok ghlpub plan --changed-since HEAD~1 --prune --json
    is "$(planned)" 'other.md third.md'
}

@test "names with characters of patterns mean themselves" {
    published_in_git
    post 'a[1]*.md' || :
    cp content/posts/other.md 'content/posts/o*r.md'
    sed -i 's/^title: .*/title: Star/' 'content/posts/o*r.md'
    run_ok ghlpub publish --yes
    git add -A
    git commit -qm star
    rm content/posts/o*r.md
    git checkout -q content/posts/other.md
    run_ok ghlpub plan --changed-since HEAD --prune --json
    is "$(jq -r '[.actions[].path] | join(" ")' <<<"$output")" 'content/posts/o*r.md'
}

@test "a revision that git does not know; no repository; a shallow clone; an option in disguise" {
    sandbox_start
    site
    post hello
    export GIT_CEILING_DIRECTORIES=$dir
    run_code 1 ghlpub plan --changed-since main
    has git-failed
    published_in_git
    run_code 64 ghlpub plan --changed-since nonsense
    has 'git knows no revision "nonsense" here'
    has bad-revision
    run_code 64 ghlpub plan --changed-since=--output=x
    has bad-revision
    [ ! -e x ]
    run_code 64 ghlpub check --changed-since nonsense --json
    is "$(jq -r '.error.code' <<<"$output")" bad-revision
    change content/posts/other.md 's/The body/Another body/'
    git commit -qam second
    git clone -q --depth 1 "file://$dir" shallow
    cd shallow
    run_code 64 ghlpub plan --changed-since HEAD~1
    has 'this clone is shallow'
    has 'git fetch --unshallow'
    cd ..
    PATH=/nowhere run_code 1 "$GHLPUB" plan --changed-since HEAD
    has git-missing
}

@test "check --changed-since reports what changed alone" {
    published_in_git
    printf -- '---\ntitle: Old\ndate: nonsense\n---\nText.\n' >content/posts/old.md
    git add -A
    git commit -qm old
    printf -- '---\ntitle: New\ndate: rubbish\n---\nText.\n' >content/posts/new.md
    run_code 65 ghlpub check --changed-since HEAD
    has new.md
    lacks old.md
    rm content/posts/new.md
    run_ok ghlpub check --changed-since HEAD --json
    run_code 65 ghlpub check
}

social_site() {
    sandbox_start
    site
    picture content/posts/cover.png 1
    post hello 'image: cover.png' 'social:' '  - {id: a, to: facebook, at: 2026-12-01 09:00, text: "Hi {{url}}"}'
    cat >content/posts/campaign.md <<'MD'
---
kind: campaign
social:
  - {id: c, to: facebook, at: 2026-12-05 09:00, text: Advent}
---
MD
}

@test "--only posts leaves social posts, --only social holds those whose post is not there" {
    social_site
    run_ok ghlpub plan --only social
    has 'content/posts/hello.md: its post is not published yet, and its social posts wait for that'
    has 'Plan: 1 to schedule; 1 held'
    run_ok ghlpub publish --only social --json
    is "$(jq -c '[.done.schedule, (.items[] | select(.outcome == "held") | .path)]' <<<"$output")" \
        '[1,"content/posts/hello.md"]'
    is "$(posts length) $(social length)" '0 1'
    run_ok ghlpub publish --only posts --json
    is "$(jq -c '[.done.create, .done.upload]' <<<"$output")" '[1,1]'
    is "$(posts length) $(social length) $(media length)" '1 1 1'
    change content/posts/hello.md 's/The body/Another body/'
    run_ok ghlpub publish --only social
    is "$(social length)" 2
    is "$(post_of hello .rawHTML)" '<p>The body of hello.</p>'
    run_ok ghlpub plan --json
    is "$(planned)" hello.md
}

@test "--only posts cancels nothing; --only social takes nothing offline" {
    social_site
    run_ok ghlpub publish
    rm content/posts/campaign.md content/posts/hello.md
    run_ok ghlpub plan --only posts --prune --json
    is "$(jq -r '[.actions[].action] | join(" ")' <<<"$output")" offline
    run_ok ghlpub plan --only social --prune --json
    is "$(jq -r '[.actions[].action] | join(" ")' <<<"$output")" 'cancel cancel'
    run_ok ghlpub plan --only media --prune --exit-code
    run_ok ghlpub publish --only social --prune --yes
    is "$(post_of hello .status)" PUBLISHED
    is "$(social 'map(select(.deleted | not)) | length')" 0
}

@test "--only social waits while the post is about to get another slug" {
    social_site
    run_ok ghlpub publish
    change content/posts/hello.md 's/^title:/slug: new\ntitle:/; s/Hi /Hello /'
    run_ok ghlpub plan --only social
    has 'its post is about to get another slug'
    has 'Plan: nothing to do'
    run_ok ghlpub plan --only posts,social --json
    is "$(jq -r '[.actions[].action] | join(" ")' <<<"$output")" 'update edit'
}

@test "--only media uploads what the selected documents use, and writes nothing else" {
    social_site
    picture content/posts/draft.png 5
    post draft 'draft: true' 'image: draft.png'
    run_ok ghlpub publish --only media content/posts/hello.md --json
    is "$(jq -c '.done' <<<"$output" | jq -r .upload)" 1
    run_ok ghlpub publish --only media
    has 'Done: 1 upload'
    is "$(posts length) $(social length) $(media length)" '0 0 2'
    run_ok ghlpub plan --only media --exit-code
    run_code 64 ghlpub plan --only images
    has bad-option
    run_code 64 ghlpub publish --only posts, --json
    is "$(jq -r .error.code <<<"$output")" bad-option
    run_ok ghlpub publish --dry-run --only media,posts
    has 'Plan: 2 to create'
}

@test "a part that was planned to a file is published as that part" {
    published_in_git
    change content/posts/other.md 's/The body/Another body/'
    git commit -qam other
    change content/posts/third.md 's/The body/Another body/'
    rm content/posts/named.md
    run_ok ghlpub plan --changed-since HEAD --only posts --prune --out plan.json
    run_code 64 ghlpub publish --plan plan.json --only posts
    has --only
    run_ok ghlpub publish --plan plan.json
    is "$(post_of third .rawHTML)" '<p>Another body of third.</p>'
    is "$(post_of other .rawHTML)" '<p>The body of other.</p>'
    is "$(post_of named .status)" DRAFT
    change ghlpub.yaml 's/News\]/Product]/'
    run_ok ghlpub plan --changed-since HEAD --out plan.json
    run_ok ghlpub publish --plan plan.json
    run_ok ghlpub plan --exit-code
}
