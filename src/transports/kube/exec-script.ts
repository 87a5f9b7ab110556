/**
 * Nothing ends a process in a pod when its client goes away: not SIGKILL of the client, not a closed connection. So a
 * shell watches its standard input, which ends with the connection, and a limit of time, where the image has `timeout`.
 * The command is in "$@" and never becomes text of the shell. Only builtins: what they leave behind is nothing.
 */
const SCRIPT = `exec 3<&0
most=$1; shift
if timeout 5 true 2>/dev/null; then set -- timeout "$most" "$@"; fi
"$@" </dev/null 3<&- &
command=$!
{ while read -r _ <&3; do :; done; kill "$command"; sleep 2; kill -9 "$command"; } >/dev/null 2>&1 &
watcher=$!
exec 3<&-
wait "$command"
status=$?
kill "$watcher" 2>/dev/null
exit "$status"`;

export function tiedToInput(argv: readonly string[], mostSeconds: number): readonly string[] {
  return ['sh', '-c', SCRIPT, 'k8sdoctor', String(mostSeconds), ...argv];
}
