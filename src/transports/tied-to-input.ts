/** From SIGTERM to SIGKILL. */
export const GRACE_SECONDS = 2;

/**
 * Nothing ends a remote command when its client goes away, neither sshd nor a kubelet. So a shell watches its standard
 * input, which ends with the connection; `timeout`, where there is one, bounds the time should a cut network hide that.
 * The command is in "$@" and never becomes text of the shell, which leaves nothing behind: it waits for all that it
 * starts, since the first process of a container seldom does, and then a zombie would stay for each. A `timeout` that is
 * ended in the moment in which it starts its command leaves that behind, running: it is given a second.
 * Few users have sbin in PATH, where ip and tcpdump may be.
 */
const SCRIPT = `PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin LC_ALL=C
export PATH LC_ALL
exec 3<&0
most=$1; shift
if timeout 5 true 2>/dev/null; then set -- timeout "$most" "$@"; fi
"$@" </dev/null 3<&- &
command=$!
end() { kill "-$1" "-$command" || kill "-$1" "$command"; }
{ nap=
  nap() { trap 'kill "$nap"; wait; exit' TERM; sleep "$1" & nap=$!; wait "$nap"; trap - TERM; nap=; }
  nap 1
  while read -r _ <&3; do :; done
  end TERM; nap ${GRACE_SECONDS}; end KILL; } >/dev/null 2>&1 &
watcher=$!
exec 3<&-
wait "$command"
status=$?
kill "$watcher" 2>/dev/null
wait "$watcher" 2>/dev/null
exit "$status"`;

/** A command that runs no longer than our end of its standard input is open, and exits as `argv` does. */
export function tiedToInput(argv: readonly string[], mostSeconds: number): readonly string[] {
  return ['sh', '-c', SCRIPT, 'k8sdoctor', String(mostSeconds), ...argv];
}
