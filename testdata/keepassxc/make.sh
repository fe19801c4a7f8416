#!/usr/bin/env bash
# Makes export.xml and export.csv with the real keepassxc-cli. Run it by hand, then look at the
# difference: identifiers and times of what is added here are new at every run.
set -euo pipefail
cd "$(dirname "$0")"

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
db=$tmp/fixture.kdbx
export QT_QPA_PLATFORM=offscreen LC_ALL=C.UTF-8

# kp runs one command on the database; its standard input follows the master password.
kp() {
	local cmd=$1
	shift
	{ echo master; cat; } | keepassxc-cli "$cmd" --quiet "$@"
}

printf 'master\nmaster\n' | keepassxc-cli import --quiet --set-password --decryption-time 100 source.xml "$db" 2>/dev/null

kp mkdir "$db" "Added" </dev/null
echo "from the command line" | kp add --username bob --url https://added.example --notes 'one\ntwo' --password-prompt "$db" "Added/by add"
echo "after the edit" | kp edit --username robert --password-prompt "$db" "Added/by add"
echo "removed again" | kp add --password-prompt "$db" "Added/then removed"
kp rm "$db" "Added/then removed" </dev/null
printf 'attached\0\xff\n' >"$tmp/attached.bin"
kp attachment-import "$db" "Added/by add" "attached.bin" "$tmp/attached.bin" </dev/null

kp export --format xml "$db" </dev/null >export.xml
kp export --format csv "$db" </dev/null >export.csv
keepassxc-cli --version >VERSION
