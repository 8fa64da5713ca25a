/**
 * Bash with etcdctl (3.4 or later) and jq. `endpoint health` of 3.4 calls a member under a NOSPACE alarm healthy, so alarms
 * are looked at by themselves; sizes are read from the array that `endpoint status -w json` prints. A defragmentation is
 * for a person at a terminal: one member at a time, the leader last, and only where it gives something back.
 */
export const healthCheckScript = (quota: KnownQuota | null): string =>
  SCRIPT.replaceAll('%%QUOTA_BYTES%%', String(quota?.bytes ?? DEFAULT_QUOTA)).replaceAll(
    '%%QUOTA_SOURCE%%',
    quota?.source ?? 'the default of etcd, since the inputs show none',
  );

/** The quota in force, and where that is from. */
export interface KnownQuota {
  readonly bytes: number;
  readonly source: string;
}

const DEFAULT_QUOTA = 2 * 1024 ** 3;

const SCRIPT = String.raw`#!/usr/bin/env bash
# Checks an etcd cluster. Read-only without --defragment.
#
#   etcd-health.sh               exits with 0 if healthy, 1 if there is a problem, 2 if etcd or a tool is missing
#   etcd-health.sh --defragment  asks, then defragments the members with much free space, one at a time, the
#                                leader last; only at a terminal, never from a timer
#
# ETCDCTL_ENDPOINTS, ETCDCTL_CACERT, ETCDCTL_CERT and ETCDCTL_KEY say where etcd is. QUOTA_BYTES: of a version before 3.6,
# whose status has no quota; preset to %%QUOTA_BYTES%%, %%QUOTA_SOURCE%%.
set -u -o pipefail
export ETCDCTL_API=3

QUOTA_BYTES=%%{QUOTA_BYTES:-%%QUOTA_BYTES%%}
WARN_PERCENT=%%{WARN_PERCENT:-80}
FREE_PERCENT=%%{FREE_PERCENT:-50}
FREE_LEAST=$((100 * 1024 * 1024))
problems=0

problem() {
  printf 'PROBLEM %s\n' "$*"
  problems=$((problems + 1))
}

for tool in etcdctl jq; do
  if ! command -v "$tool" >/dev/null 2>&1; then
    printf '%s is not installed on this host\n' "$tool" >&2
    exit 2
  fi
done

# One line per member: endpoint, member id, size, in use, quota, leader id, revision.
members() {
  etcdctl endpoint status --cluster -w json 2>/dev/null |
    jq -r --arg quota "$QUOTA_BYTES" '.[] | [.Endpoint, (.Status.header.member_id | tostring), .Status.dbSize,
      (.Status.dbSizeInUse // .Status.dbSize), (.Status.dbSizeQuota // ($quota | tonumber)),
      (.Status.leader | tostring), .Status.header.revision] | @tsv'
}

# A line for each member that is not well. Being under a NOSPACE alarm is no reason here: from 3.5 on that alone makes
# endpoint health fail, and the way out of it goes through members that are otherwise sound.
unwell() {
  local health
  health=$(etcdctl endpoint health --cluster -w json 2>/dev/null)
  if ! jq -e 'type == "array"' <<<"$health" >/dev/null 2>&1; then
    printf 'no answer to endpoint health\n'
    return
  fi
  jq -r '.[] | select(.health != true and ((.error // "") | gsub("NOSPACE|[ ,]"; "")) != "ActiveAlarm(s):")
    | .endpoint + ": " + (.error // "unhealthy")' <<<"$health"
}

rows=$(members)
if [ -z "$rows" ]; then
  printf 'no member answered etcdctl endpoint status\n' >&2
  exit 2
fi

while IFS= read -r line; do
  [ -z "$line" ] || problem "not healthy: $line"
done <<<"$(unwell)"

# etcd 3.4 reports a member as healthy while the NOSPACE alarm is active.
alarms=$(etcdctl alarm list 2>/dev/null)
case "$alarms" in
*CORRUPT*) problem "CORRUPT alarm: stop all writes, find the member with a different hash, and do not disarm before that: $alarms" ;;
*NOSPACE*) problem "NOSPACE alarm, every write is refused: compact with --physical=true, defragment one member at a time, then disarm: $alarms" ;;
esac

while IFS=$'\t' read -r endpoint _ size used quota _ _; do
  if [ "$quota" -gt 0 ] && [ $((size * 100 / quota)) -ge "$WARN_PERCENT" ]; then
    problem "$endpoint: the database file uses $size of $quota bytes ($((size * 100 / quota)) %)"
    if [ $((used * 100 / quota)) -ge "$WARN_PERCENT" ]; then
      printf '  %s bytes are in use (live data or history): compact first, a defragmentation would not free space\n' "$used"
    else
      printf '  %s bytes are in use: a defragmentation frees the rest\n' "$used"
    fi
  fi
done <<<"$rows"

# A revision that is a million behind and still readable means that nothing compacts.
revision=$(cut -f 7 <<<"$rows" | sort -n | tail -n 1)
probe=$((revision - 1000000))
if [ "$probe" -gt 0 ] && etcdctl get --rev="$probe" --keys-only --limit=1 / >/dev/null 2>&1; then
  problem "revision $probe, one million behind, is still readable: check that something compacts"
fi

if [ "%%{1:-}" = --defragment ]; then
  if [ ! -t 0 ]; then
    printf 'a defragmentation blocks a member while it runs: run this at a terminal\n' >&2
    exit 1
  fi
  case "$alarms" in
  *CORRUPT*)
    printf 'refusing to defragment while a CORRUPT alarm is active\n' >&2
    exit 1
    ;;
  esac
  worth=$(awk -F '\t' -v least="$FREE_LEAST" -v percent="$FREE_PERCENT" \
    '($3 - $4) >= least && ($3 - $4) * 100 >= $3 * percent { print $1 }' <<<"$rows")
  if [ -z "$worth" ]; then
    printf 'no member has at least %s %% and 100 MiB of free pages: nothing to defragment\n' "$FREE_PERCENT"
  fi
  while [ -n "$worth" ]; do
    # Counted again before each member: all must answer, be healthy, and follow one leader.
    voters=$(etcdctl member list -w json 2>/dev/null | jq '[.members[] | select(.isLearner != true)] | length')
    rows=$(members)
    answer=$(grep -c . <<<"$rows")
    leaders=$(cut -f 6 <<<"$rows" | sort -u | grep -c .)
    ill=$(unwell)
    if [ -n "$ill" ] || [ "$answer" -lt "%%{voters:-1}" ] || [ "$leaders" -ne 1 ]; then
      printf 'stopped: %s of %s members answer, with %s leaders\n%s\n' "$answer" "%%{voters:-?}" "$leaders" "$ill" >&2
      exit 1
    fi
    # The current leader comes last.
    lead=$(awk -F '\t' '$2 == $6 { print $1 }' <<<"$rows" | head -n 1)
    endpoint=$(grep -vxF "%%{lead:-none}" <<<"$worth" | head -n 1)
    if [ -z "$endpoint" ]; then
      endpoint=$lead
      if [ "$voters" -gt 1 ]; then
        printf '%s is the leader: move the leadership first (etcdctl move-leader), otherwise all writes wait\n' "$endpoint"
      fi
    fi
    worth=$(grep -vxF "$endpoint" <<<"$worth")
    read -r -p "Defragment $endpoint now? This needs disk space for a second copy. [y/N] " answer
    case "$answer" in
    y | Y) env -u ETCDCTL_ENDPOINTS etcdctl --endpoints="$endpoint" --command-timeout=600s defrag || exit 1 ;;
    *) printf 'skipped\n' ;;
    esac
  done
fi

if [ "$problems" -gt 0 ]; then
  exit 1
fi
printf 'ok: %s members, no alarm\n' "$(wc -l <<<"$rows" | tr -d ' ')"
`.replaceAll('%%{', '${');
