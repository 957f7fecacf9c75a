# Social accounts: by network, name, id, alias, and GHL's own groups.
load helper

# to TARGET...: a document with one social post to these.
to() {
    local list
    list=$(printf '"%s",' "$@")
    post hello 'date: 2026-12-01 09:00' 'social:' "  - {to: [${list%,}], text: Hi, id: x}"
}
names() { store | jq -r '.accounts as $a | [.social[] | select(.deleted | not).accountIds[] | $a[.] | .platform + ":" + .name] | sort | join(",")'; }
account_id() { store | jq -r --arg name "$1" '.accounts[] | select(.platform + ":" + .name == $name).id'; }

@test "a network, its name, an id, an alias and a group, with one listing of accounts" {
    sandbox_start --account 'linkedin:Other' --group 'Spring=facebook:Acme,google:Acme Store'
    site
    printf 'accounts:\n  work: ["linkedin:Other"]\n' >>ghlpub.yaml
    to 'linkedin:Acme Inc' work group:Spring "$(account_id facebook:Acme)" threads
    change content/posts/hello.md 's/,"threads"//'
    forget_requests
    run_ok ghlpub publish
    is "$(names)" "facebook:Acme,google:Acme Store,linkedin:Acme Inc,linkedin:Other"
    is "$(sent GET '/social-media-posting/*/accounts')" 1
    forget_requests
    run_ok ghlpub publish
    is "$(requests length)" 0
}

@test "a group is known offline once it was listed, and by its name alone" {
    sandbox_start --group 'Spring=facebook:Acme,linkedin:Acme Inc'
    site
    to Spring
    run_code 65 ghlpub check
    has 'unknown network or account "Spring"'
    has 'group:Spring'
    run_ok ghlpub check --online
    forget_requests
    run_ok ghlpub check
    run_ok ghlpub plan
    has 'to facebook:Acme, linkedin:Acme Inc'
    is "$(requests length)" 0
    run_ok ghlpub publish
    is "$(names)" "facebook:Acme,linkedin:Acme Inc"
}

@test "the networks of a group have their own texts, comments and limits" {
    sandbox_start --group 'Spring=facebook:Acme,google:Acme Store'
    site
    post hello 'date: 2026-12-01 09:00' 'social:' '  - {to: "group:Spring", text: {default: Hi, google: Ho}, comment: First!, id: x}'
    run_ok ghlpub publish
    is "$(social '[.[] | .summary + "/" + (.followUpComment // "none")] | sort | join(",")')" Hi/First!,Ho/none
    change content/posts/hello.md "s/google: Ho/google: $(printf 'x%.0s' {1..1501})/"
    run_code 65 ghlpub publish
    has 'google: the text has 1,501 characters'
}

@test "a change of the group at GHL touches no social post that is scheduled" {
    sandbox_start --group 'Spring=facebook:Acme,google:Acme Store'
    site
    to group:Spring
    run_ok ghlpub publish
    local group
    group=$(store | jq -r '.groups[].id')
    edit_by_hand groups "$group" "{\"accountIds\":[\"$(account_id facebook:Acme)\"]}"
    run_ok ghlpub check --online
    forget_requests
    run_ok ghlpub publish
    is "$(requests length)" 0
    change content/posts/hello.md 's/text: Hi/text: Ho/'
    run_ok ghlpub publish
    is "$(names)" facebook:Acme
}

@test "a group that is not there, or is empty, is an error that tells those that are" {
    sandbox_start --group 'Spring=facebook:Acme' --group 'Summer=facebook:Acme'
    site
    to group:Sprung
    run_code 65 ghlpub check --online
    has 'unknown account group "Sprung" (did you mean "Spring"?)'
    has 'there are: Spring, Summer'
    to group:Summer
    edit_by_hand groups "$(store | jq -r '.groups[] | select(.name == "Summer").id')" '{"accountIds":[]}'
    run_code 65 ghlpub check --online
    has group-empty
    is "$(social length)" 0
}

@test "two accounts of one name are told with their ids" {
    sandbox_start --account facebook:Twin --account facebook:Twin --account facebook:Third
    site
    to facebook:Twin
    run_code 65 ghlpub check --online
    has name-ambiguous
    for id in $(store | jq -r '.accounts[] | select(.name == "Twin").id'); do has "$id"; done
    lacks "$(account_id facebook:Third)"
    to "$(store | jq -r '[.accounts[] | select(.name == "Twin").id][0]')"
    run_ok ghlpub publish
    is "$(names)" facebook:Twin
}

@test "an expired account in a group is an error that says who can help" {
    sandbox_start --account threads:old:expired --group 'Spring=facebook:Acme,threads:old'
    site
    to group:Spring
    run_code 65 ghlpub check --online
    has 'the connection of account "threads:old" has expired'
    has 'Settings, Integrations'
    edit_by_hand accounts "$(account_id threads:old)" '{"isExpired":false}'
    run_ok ghlpub publish
    is "$(names)" facebook:Acme,threads:old
}

@test "list accounts tells state, aliases and groups" {
    sandbox_start --account threads:old:expired --account tiktok:shop --group 'Spring=facebook:Acme,threads:old'
    site
    printf 'accounts:\n  main: [facebook, linkedin]\n  all: [facebook, "threads:old"]\n  shop: [tiktok-business]\n' >>ghlpub.yaml
    forget_requests
    run_ok ghlpub list accounts
    is "$(requests length)" 1
    [[ "$output" =~ facebook\ +Acme\ +page\ +ok\ +[0-9A-Za-z_]+_page\ +main,\ all\ +Spring ]]
    [[ "$output" =~ threads\ +old\ +profile\ +expired\ +[0-9A-Za-z_]+_profile\ +all\ +Spring ]]
    run --separate-stderr ghlpub list accounts --json
    is "$(jq -c '.items[] | select(.name == "Acme Inc") | [.platform, .type, .state, .aliases, .groups]' <<<"$output")" \
        '["linkedin","page","ok",["main"],[]]'
    is "$(jq -c '.items[] | select(.name == "shop") | .aliases' <<<"$output")" '["shop"]'
}

@test "a business account of TikTok by its network's name" {
    sandbox_start --account tiktok:shop
    site
    printf '\0\0\0\030ftypisom\0\0\0\1isommp42\0\0\0\010mdat' >content/posts/a.mp4
    post hello 'date: 2026-12-01 09:00' 'social:' '  - {to: tiktok-business, text: Hi, media: a.mp4}'
    run_ok ghlpub publish
    is "$(names)" tiktok:shop
}

@test "a group in an alias, and a slip in a network's name" {
    sandbox_start --group 'Spring=facebook:Acme'
    site
    printf 'accounts:\n  main: ["group:Spring", linkedin]\n' >>ghlpub.yaml
    to main
    run_ok ghlpub publish
    is "$(names)" "facebook:Acme,linkedin:Acme Inc"
    to facebok
    run_code 65 ghlpub check
    has 'did you mean "facebook"?'
}
