# Authors, categories, accounts and users are names in the tree and ids at GHL.
load helper

@test "all unknown names are told at once, with what there is and the lines that settle it" {
    sandbox_start
    site
    post one 'author: Jane Do'
    post two 'categories: [Newz, Recipes]'
    post three
    run_code 1 ghlpub publish
    has 'content/posts/one.md:4:9: error: unknown author "Jane Do"'
    has '"Jane Doe"'
    has 'unknown category "Newz"'
    has 'unknown category "Recipes"'
    has 'content/posts/two.md:4:14: '
    has 'ghlpub.yaml'
    has 'Guides'
    is "$(posts '[.[].urlSlug] | join(",")')" three
}

@test "the settling lines settle it" {
    sandbox_start
    site
    post one 'author: jdoe'
    post two 'categories: [Recipes]'
    run_code 1 ghlpub publish
    printf 'authors: {jdoe: Jane Doe}\ncategories: {Recipes: Guides}\n' >>ghlpub.yaml
    run_ok ghlpub publish
    is "$(store | jq -r '.authors[(.posts[] | select(.urlSlug == "one").author)].name')" "Jane Doe"
    is "$(store | jq -r '.categories[(.posts[] | select(.urlSlug == "two").categories[0])].label')" Guides
}

@test "a star takes the rest" {
    sandbox_start
    site
    printf 'authors: {jose: José Valim, "*": Jane Doe}\ncategories: {"*": News}\n' >>ghlpub.yaml
    post one 'author: Somebody' 'categories: [a, b, c]'
    post two 'author: jose'
    run_ok ghlpub publish
    is "$(store | jq -r '.authors[(.posts[] | select(.urlSlug == "one").author)].name')" "Jane Doe"
    is "$(store | jq -r '.authors[(.posts[] | select(.urlSlug == "two").author)].name')" "José Valim"
    is "$(post_of one '.categories | length')" 1
}

@test "names are found by id and without regard to case" {
    sandbox_start
    site
    local author
    author=$(store | jq -r '.authors[] | select(.name == "José Valim")._id')
    post one "author: $author" 'categories: [product]'
    post two 'author: JANE DOE'
    run_ok ghlpub publish
    is "$(post_of one .author)" "$author"
    is "$(store | jq -r '.categories[(.posts[] | select(.urlSlug == "one").categories[0])].label')" Product
}

@test "an ambiguous name is an error that tells the ids" {
    sandbox_start --author 'Jane Doe'
    site
    post one
    run_code 1 ghlpub publish
    has ambiguous
    for id in $(store | jq -r '.authors[] | select(.name == "Jane Doe")._id'); do has "$id"; done
    is "$(posts length)" 0
}

@test "a hundred names are one error each, and one listing" {
    sandbox_start
    site
    for i in $(seq 40); do post "p$i" "author: Author $i"; done
    run_code 1 ghlpub publish
    is "$(grep -c 'error: unknown author' <<<"$output")" 40
    is "$(sent GET /blogs/authors)" 1
    is "$(count_writes)" 0
}

@test "many authors are listed page by page" {
    local more=()
    for i in $(seq 45); do more+=(--author "Author $i"); done
    sandbox_start "${more[@]}"
    site
    post one 'author: Author 45'
    run_ok ghlpub publish
    is "$(store | jq -r '.authors[(.posts[].author)].name')" "Author 45"
}

@test "plan knows the names that were listed last, without the network" {
    sandbox_start
    site
    post one
    run_ok ghlpub plan
    has "never listed"
    run_ok ghlpub publish
    forget_requests
    post two 'author: Nobody'
    run ghlpub plan
    has 'unknown author "Nobody"'
    is "$(requests length)" 0
}

@test "check --online resolves names, and check does not ask" {
    sandbox_start
    site
    post one 'author: Nobody'
    run_ok ghlpub check
    is "$(requests length)" 0
    run_code 65 ghlpub check --online
    has 'unknown author "Nobody"'
    is "$(count_writes)" 0
}

@test "a post without an author or a category is an error that says what to write" {
    sandbox_start
    site
    change ghlpub.yaml '/^defaults/,/^  categories/d'
    post one
    run ghlpub publish
    [ "$status" -ne 0 ]
    has author
    has categor
    has defaults
    is "$(posts length)" 0
}

@test "an unknown account is told with those that there are" {
    sandbox_start
    site
    post one 'date: 2026-12-01' 'social:' '  - to: ["linkedin:Nobody", bluesky]' '    text: Hi'
    run_code 1 ghlpub publish
    has '"linkedin:Nobody"'
    has 'Acme Inc'
    has 'bluesky'
    is "$(social length)" 0
    is "$(posts length)" 1
}

@test "a platform with two accounts needs the account's name" {
    sandbox_start --account 'facebook:Other'
    site
    post one 'date: 2026-12-01' 'social:' '  - to: facebook' '    text: Hi'
    run_code 1 ghlpub publish
    has name-ambiguous
    has 'facebook:Other'
    is "$(social length)" 0
    change content/posts/one.md 's/to: facebook/to: "facebook:Other"/'
    run_ok ghlpub publish --yes
    is "$(store | jq -r '.accounts[(.social[].accountIds[0])].name')" Other
}

@test "an expired account is an error that says who can help" {
    sandbox_start --account 'threads:acme:expired'
    site
    post one 'date: 2026-12-01' 'social:' '  - to: threads' '    text: Hi' '    media: none'
    run ghlpub publish
    [ "$status" -ne 0 ]
    has expired
    has reconnect
    is "$(social length)" 0
}

@test "social posts without a user say what to set" {
    sandbox_start --user 'joe@acme.example:Joe'
    site
    change ghlpub.yaml '/^user/d'
    post one 'date: 2026-12-01' 'social:' '  - to: facebook' '    text: Hi'
    run ghlpub publish
    [ "$status" -ne 0 ]
    has "user"
    has ghlpub.yaml
    is "$(social length)" 0
    is "$(posts length)" 1
}

@test "an unknown user is told with those that there are" {
    sandbox_start
    site
    change ghlpub.yaml 's/^user.*/user: jame@acme.example/'
    post one 'date: 2026-12-01' 'social:' '  - to: facebook' '    text: Hi'
    run ghlpub publish
    [ "$status" -ne 0 ]
    has jame@acme.example
    has jane@acme.example
    is "$(social length)" 0
}

@test "an author who was made at GHL since the last listing is found" {
    sandbox_start
    site
    post hello 'author: Ada Byron'
    run_code 1 ghlpub publish
    has 'unknown author "Ada Byron"'
    control POST authors '{"name": "Ada Byron"}' >/dev/null
    run_ok ghlpub publish
    is "$(posts length)" 1
}
