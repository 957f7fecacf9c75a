# shellcheck shell=bash
# Installs the Debian packages of cmake/packages.txt that are missing; sourced by demo and tests/run.
#
#   install_packages build run test
#
# As root or with sudo; otherwise it names what is missing and returns 1.

install_packages() {
    local list missing=() kind package
    list=$(dirname "${BASH_SOURCE[0]}")/packages.txt
    for kind in "$@"; do
        while read -r package; do
            dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q '^install ok installed' ||
                missing+=("$package")
        done < <(sed -n "s/^$kind //p" "$list" | tr -s ' ' '\n')
    done
    [ ${#missing[@]} -eq 0 ] && return 0
    echo "installing: ${missing[*]}"
    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
            as_root=(sudo)
        else
            echo "these Debian packages are missing, and this is neither root nor sudo: ${missing[*]}" >&2
            return 1
        fi
    fi
    DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get update -qq &&
        DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq --no-install-recommends \
            "${missing[@]}" >/dev/null
}
