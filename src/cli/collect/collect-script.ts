/**
 * What `collect --print` prints: POSIX sh, which only reads. It is kept in a template so that it ships with the program as
 * compiled; it therefore has neither backticks nor braces behind a dollar.
 */
export const COLLECT_SCRIPT = String.raw`#!/bin/sh
# Collects the inputs of etcd-postmortem on a control plane node into one tar.gz in the current directory. It is read-only:
# no command changes the cluster, the node or etcd. Each step has a time limit and a size limit. collected.txt lists what
# is missing or failed. Keys and certificates are used in place and never copied. Values of settings that look like
# credentials are masked, and requests for Secrets are removed from the audit log.
#
#   sh collect.sh [-s HOURS] [-m MIB] [-t MIB]    time range (24), limit per file (50), limit in total (400)
#
# Run it as root on every control plane node as soon as possible: events expire after an hour, and logs rotate.
set -u
umask 077
LC_ALL=C
export LC_ALL

hours=24
file_mib=50
total_mib=400
while getopts s:m:t: option; do
  case $option in
    s) hours=$OPTARG ;;
    m) file_mib=$OPTARG ;;
    t) total_mib=$OPTARG ;;
    *)
      echo "usage: sh collect.sh [-s HOURS] [-m MIB] [-t MIB]" >&2
      exit 2
      ;;
  esac
done
for number in "$hours" "$file_mib" "$total_mib"; do
  case $number in
    '' | *[!0-9]* | 0*)
      echo "collect: expected a whole number above 0, got '$number'" >&2
      exit 2
      ;;
  esac
done

node=$(uname -n | tr -c 'A-Za-z0-9.\n-' '_')
stamp=$(date -u +%Y%m%dT%H%M%SZ)
name="etcd-postmortem-$node-$stamp"
limit=$((file_mib * 1024 * 1024))
# next to the result, because /tmp may be small
work=$(mktemp -d "$PWD/.collect.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM HUP
out="$work/$name"
mkdir -p "$out" || exit 1
notes="$out/collected.txt"
# ages are relative to this time: etcd-postmortem analyze --captured-at TIME
date -u '+captured at %Y-%m-%dT%H:%M:%SZ' >"$notes"

note() {
  printf '%s\n' "$*" >>"$notes"
  printf 'collect: %s\n' "$*" >&2
}
has() { command -v "$1" >/dev/null 2>&1; }

# limited SECONDS COMMAND...: stops the command after the time limit.
limited() {
  seconds=$1
  shift
  if has timeout; then
    timeout "$seconds" "$@" </dev/null
    return
  fi
  "$@" </dev/null &
  child=$!
  (
    sleep "$seconds"
    kill "$child" 2>/dev/null
  ) >/dev/null 2>&1 &
  guard=$!
  wait "$child"
  code=$?
  kill "$guard" 2>/dev/null
  return "$code"
}

room() {
  used=$(du -sk "$out" | awk '{ print $1 }')
  [ "$used" -lt $((total_mib * 1024)) ]
}

# mask WORDS: masks values after a credential word, passwords in URLs, and private key blocks.
mask() {
  awk -v words="$1" '
    /-----BEGIN [A-Z ]*PRIVATE KEY-----/ { print "(private key removed)"; secret = 1 }
    secret { if (/-----END [A-Z ]*PRIVATE KEY-----/) secret = 0; next }
    {
      line = $0
      low = tolower(line)
      if (hidden && low ~ /^[ \t-]*value *:/) sub(/[Vv]alue *:.*/, "value: ***", line)
      hidden = (low ~ ("name *: *[\"]?[a-z0-9_.-]*(" words ")"))
      if (match(low, "(" words ")[a-z_-]*[\"\047 ]*[:=][\"\047 ]*")) line = substr(line, 1, RSTART + RLENGTH - 1) "***"
      gsub(/:\/\/[^\/ :@]+:[^@\/ ]+@/, "://***@", line)
      print line
    }'
}
in_settings='password|passwd|passphrase|token|secret|credential|bearer|authorization|api[-_]?key|access[-_]?key'
in_logs='password|passwd|bearer|authorization|client-secret|access[-_]key|private[-_]key'

# keep FILE END SECONDS WORDS COMMAND...: saves the masked output; END (head or tail) is the part to keep if it is too long.
keep() {
  place=$1
  target="$out/$place"
  end=$2
  seconds=$3
  words=$4
  shift 4
  if ! room; then
    note "skipped, $total_mib MiB limit reached: $*"
    return 1
  fi
  mkdir -p "$(dirname "$target")"
  limited "$seconds" "$@" 2>"$work/errors" | mask "$words" | "$end" -c "$limit" >"$target"
  if [ -s "$target" ]; then
    note "$place: $*"
    return 0
  fi
  rm -f "$target"
  note "no output from: $* $(head -n 1 "$work/errors" | cut -c 1-200)"
  return 1
}

# keep_file NAME END WORDS PATH: saves a file if it exists.
keep_file() {
  if [ ! -f "$4" ] || [ ! -r "$4" ]; then return 1; fi
  if [ "$2" = tail ]; then
    keep "$1" tail 60 "$3" tail -c "$limit" "$4"
  else
    keep "$1" head 60 "$3" head -c "$limit" "$4"
  fi
}

# flat PATH: the path as a file name.
flat() { printf '%s' "$1" | sed -e 's|^/||' -e 's|/|_|g'; }

# ---- journals ----------------------------------------------------------------------------------------------------
if has journalctl; then
  form=short-iso-precise
  journalctl -n 0 -o "$form" >/dev/null 2>&1 || form=short-iso
  since="-$hours""h"
  for unit in etcd kubelet kube-apiserver containerd crio docker k3s k3s-server rke2-server; do
    keep "journal/$unit.log" tail 120 "$in_logs" journalctl --no-pager --utc -q -o "$form" --since "$since" -u "$unit"
  done
  keep journal/kernel.log tail 60 "$in_logs" journalctl --no-pager --utc -q -o "$form" --since "$since" -k
else
  note "journalctl not found: no journals"
  for file in /var/log/syslog /var/log/messages /var/log/kern.log /var/log/etcd.log; do
    keep_file "journal/$(flat "$file")" tail "$in_logs" "$file"
  done
fi

# ---- container logs ----------------------------------------------------------------------------------------------
pods=0
for file in /var/log/pods/*_etcd-*/etcd/*.log* /var/log/pods/*_kube-apiserver-*/kube-apiserver/*.log*; do
  case $file in
    *.gz)
      has gzip && keep "pods/$(flat "$file" | sed 's/\.gz$//')" tail 60 "$in_logs" gzip -dc "$file" && pods=1
      ;;
    *) keep_file "pods/$(flat "$file")" tail "$in_logs" "$file" && pods=1 ;;
  esac
done
crictl=
for candidate in crictl /var/lib/rancher/rke2/bin/crictl /usr/local/bin/crictl; do
  if has "$candidate"; then
    crictl=$candidate
    break
  fi
done
for socket in /run/k3s/containerd/containerd.sock /run/containerd/containerd.sock /var/run/crio/crio.sock; do
  if [ -S "$socket" ] && [ ! -f /etc/crictl.yaml ] && [ "$(printenv CONTAINER_RUNTIME_ENDPOINT)" = "" ]; then
    CONTAINER_RUNTIME_ENDPOINT="unix://$socket"
    export CONTAINER_RUNTIME_ENDPOINT
  fi
done
if [ "$pods" = 0 ]; then
  for container in etcd kube-apiserver; do
    if [ "$crictl" != "" ]; then
      for id in $(limited 20 "$crictl" ps -a -q --name "^$container\$" 2>/dev/null | head -n 5); do
        # shellcheck disable=SC2016 # the inner shell expands it
        keep "containers/$container-$id.log" tail 120 "$in_logs" \
          sh -c '"$1" logs --timestamps --since "$2" "$3" 2>&1' sh "$crictl" "$hours""h" "$id"
      done
    elif has docker; then
      for id in $(limited 20 docker ps -a -q --filter "name=k8s_$container""_" 2>/dev/null | head -n 5); do
        # shellcheck disable=SC2016 # the inner shell expands it
        keep "containers/$container-$id.log" tail 120 "$in_logs" \
          sh -c 'docker logs --timestamps --since "$1" "$2" 2>&1' sh "$hours""h" "$id"
      done
    else
      note "neither crictl nor docker found: no container logs of $container"
    fi
  done
fi

# ---- configuration -----------------------------------------------------------------------------------------------
for file in \
  /etc/kubernetes/manifests/etcd*.yaml /etc/kubernetes/manifests/kube-apiserver*.yaml \
  /var/lib/rancher/rke2/agent/pod-manifests/etcd.yaml /var/lib/rancher/rke2/agent/pod-manifests/kube-apiserver.yaml \
  /var/lib/rancher/k3s/server/db/etcd/config /var/lib/rancher/rke2/server/db/etcd/config \
  /etc/etcd.env /etc/default/etcd /etc/etcd/etcd.conf /etc/etcd/etcd.conf.yml /etc/etcd/etcd.conf.yaml \
  /etc/etcd/etcd.yml /etc/etcd/etcd.yaml /etc/etcd/config.yml; do
  keep_file "config/$(flat "$file")" head "$in_settings" "$file"
done
if has systemctl; then
  for unit in etcd kube-apiserver; do
    keep "config/$unit.service" head 20 "$in_settings" systemctl cat --no-pager "$unit"
  done
  keep config/etcd.systemctl-status.txt head 20 "$in_logs" systemctl status --no-pager -n 20 etcd kubelet
fi
for program in etcd kube-apiserver; do
  keep "config/$program.args.txt" head 20 "$in_settings" ps -C "$program" -o args=
done

# ---- etcdctl -----------------------------------------------------------------------------------------------------
# the first SET (CA, certificate, key) of which all three files exist
ca=
for set in \
  "/etc/kubernetes/pki/etcd/ca.crt /etc/kubernetes/pki/etcd/healthcheck-client.crt /etc/kubernetes/pki/etcd/healthcheck-client.key" \
  "/etc/kubernetes/pki/etcd/ca.crt /etc/kubernetes/pki/etcd/server.crt /etc/kubernetes/pki/etcd/server.key" \
  "/etc/kubernetes/pki/etcd/ca.crt /etc/kubernetes/pki/apiserver-etcd-client.crt /etc/kubernetes/pki/apiserver-etcd-client.key" \
  "/var/lib/rancher/k3s/server/tls/etcd/server-ca.crt /var/lib/rancher/k3s/server/tls/etcd/client.crt /var/lib/rancher/k3s/server/tls/etcd/client.key" \
  "/var/lib/rancher/k3s/server/tls/etcd/server-ca.crt /var/lib/rancher/k3s/server/tls/etcd/server-client.crt /var/lib/rancher/k3s/server/tls/etcd/server-client.key" \
  "/var/lib/rancher/rke2/server/tls/etcd/server-ca.crt /var/lib/rancher/rke2/server/tls/etcd/client.crt /var/lib/rancher/rke2/server/tls/etcd/client.key" \
  "/var/lib/rancher/rke2/server/tls/etcd/server-ca.crt /var/lib/rancher/rke2/server/tls/etcd/server-client.crt /var/lib/rancher/rke2/server/tls/etcd/server-client.key" \
  "/etc/kubernetes/static-pod-resources/etcd-certs/configmaps/etcd-all-bundles/server-ca-bundle.crt /etc/kubernetes/static-pod-resources/etcd-certs/secrets/etcd-all-certs/etcd-peer-$node.crt /etc/kubernetes/static-pod-resources/etcd-certs/secrets/etcd-all-certs/etcd-peer-$node.key" \
  "/etc/kubernetes/static-pod-resources/etcd-certs/configmaps/etcd-serving-ca/ca-bundle.crt /etc/kubernetes/static-pod-resources/etcd-certs/secrets/etcd-all-certs/etcd-peer-$node.crt /etc/kubernetes/static-pod-resources/etcd-certs/secrets/etcd-all-certs/etcd-peer-$node.key" \
  "/etc/ssl/etcd/ssl/ca.pem /etc/ssl/etcd/ssl/admin-$node.pem /etc/ssl/etcd/ssl/admin-$node-key.pem" \
  "/etc/ssl/etcd/ssl/ca.pem /etc/ssl/etcd/ssl/node-$node.pem /etc/ssl/etcd/ssl/node-$node-key.pem" \
  "/etc/etcd/pki/ca.crt /etc/etcd/pki/client.crt /etc/etcd/pki/client.key" \
  "/etc/etcd/pki/ca.crt /etc/etcd/pki/server.crt /etc/etcd/pki/server.key" \
  "/etc/etcd/ca.crt /etc/etcd/server.crt /etc/etcd/server.key" \
  "/etc/etcd/ca.pem /etc/etcd/kubernetes.pem /etc/etcd/kubernetes-key.pem"; do
  # shellcheck disable=SC2086 # three words
  set -- $set
  if [ -r "$1" ] && [ -r "$2" ] && [ -r "$3" ]; then
    ca=$1
    cert=$2
    key=$3
    break
  fi
done
ETCDCTL_API=3
export ETCDCTL_API
endpoint=$(printenv ETCDCTL_ENDPOINTS)
if [ "$ca" != "" ]; then
  note "certificates for etcd: $ca $cert"
  [ "$endpoint" = "" ] && endpoint=https://127.0.0.1:2379
elif [ "$endpoint" = "" ]; then
  note "no certificates for etcd found: connecting without"
  endpoint=http://127.0.0.1:2379
fi

# ask ARGUMENTS...: runs etcdctl on the node, otherwise in the etcd container
inside=
if ! has etcdctl && [ "$crictl" != "" ]; then
  for container in etcdctl etcd; do
    inside=$(limited 20 "$crictl" ps -q --name "^$container\$" 2>/dev/null | head -n 1)
    [ "$inside" != "" ] && break
  done
fi
ask() {
  if has etcdctl; then
    if [ "$ca" != "" ]; then
      set -- --cacert "$ca" --cert "$cert" --key "$key" "$@"
    fi
    set -- etcdctl --endpoints "$endpoint" --command-timeout 10s "$@"
  elif [ "$inside" != "" ] && [ "$container" = etcdctl ]; then
    set -- "$crictl" exec "$inside" etcdctl --command-timeout 10s "$@"
  elif [ "$inside" != "" ] && [ "$ca" != "" ]; then
    set -- "$crictl" exec "$inside" etcdctl --cacert "$ca" --cert "$cert" --key "$key" \
      --endpoints "$endpoint" --command-timeout 10s "$@"
  else
    return 1
  fi
  keep "etcdctl/$file" head "$time" "$in_logs" "$@"
}
# either FILE SECONDS ARGUMENTS...: for all members, otherwise for this member
either() {
  file=$1
  time=$2
  shift 2
  ask "$@" --cluster || ask "$@"
}
if has etcdctl || [ "$inside" != "" ]; then
  either endpoint-status.json 30 endpoint status -w json
  either endpoint-status.txt 30 endpoint status -w table
  either endpoint-health.txt 30 endpoint health
  file=alarm-list.txt time=30
  ask alarm list
  file=member-list.json
  ask member list -w json
  file=compact-rev-key.json
  ask get compact_rev_key -w json
  # last: it reads the whole database once
  either endpoint-hashkv.json 60 endpoint hashkv -w json
else
  note "etcdctl not found on the node or in an etcd container: no status, hashes, alarms, members"
fi

# ---- metrics -----------------------------------------------------------------------------------------------------
if has curl; then
  keep metrics/etcd.txt head 30 "$in_logs" curl -sS -f --max-time 20 http://127.0.0.1:2381/metrics ||
    if [ "$ca" != "" ]; then
      keep metrics/etcd.txt head 30 "$in_logs" \
        curl -sS -f --max-time 20 --cacert "$ca" --cert "$cert" --key "$key" https://127.0.0.1:2379/metrics
    else
      keep metrics/etcd.txt head 30 "$in_logs" curl -sS -f --max-time 20 http://127.0.0.1:2379/metrics
    fi
elif has wget; then
  keep metrics/etcd.txt head 30 "$in_logs" wget -q -T 20 -O - http://127.0.0.1:2381/metrics
else
  note "neither curl nor wget found: no metrics"
fi

# ---- events ------------------------------------------------------------------------------------------------------
kube=
for candidate in kubectl oc /var/lib/rancher/rke2/bin/kubectl /usr/local/bin/kubectl; do
  if has "$candidate"; then
    kube=$candidate
    break
  fi
done
if [ "$kube" = "" ]; then
  note "kubectl not found: no events"
else
  if [ "$(printenv KUBECONFIG)" = "" ]; then
    for file in /etc/kubernetes/admin.conf /etc/rancher/k3s/k3s.yaml /etc/rancher/rke2/rke2.yaml \
      /etc/kubernetes/static-pod-resources/kube-apiserver-certs/secrets/node-kubeconfigs/localhost.kubeconfig; do
      [ -r "$file" ] || continue
      KUBECONFIG=$file
      export KUBECONFIG
      break
    done
  fi
  keep kubectl/events.json head 90 "$in_logs" "$kube" get events --all-namespaces -o json --request-timeout=60s
  keep kubectl/nodes.txt head 30 "$in_logs" "$kube" get nodes -o wide --request-timeout=20s
fi

# ---- audit log ---------------------------------------------------------------------------------------------------
# It may contain bodies of Secrets, ConfigMaps and tokens: those requests are removed.
audit() {
  tail -c "$limit" "$1" | grep -v -E \
    '"resource" *: *"(secrets|configmaps|tokenreviews|tokenrequests|certificatesigningrequests)"|"subresource" *: *"token"'
}
told=$(cat /etc/kubernetes/manifests/kube-apiserver*.yaml /var/lib/rancher/rke2/agent/pod-manifests/kube-apiserver.yaml \
  2>/dev/null | sed -n 's/.*--audit-log-path=\([^" ]*\).*/\1/p' | head -n 1)
found=
for file in "$told" /var/log/kubernetes/audit/audit.log /var/log/kubernetes/audit.log /var/log/kube-apiserver/audit.log \
  /var/lib/rancher/k3s/server/logs/audit.log /var/lib/rancher/rke2/server/logs/audit.log /var/log/audit/kube-apiserver-audit.log; do
  if [ "$file" = "" ] || [ ! -f "$file" ] || [ ! -r "$file" ]; then continue; fi
  room || break
  mkdir -p "$out/audit"
  audit "$file" | mask "$in_logs" >"$out/audit/audit.log"
  note "audit/audit.log: the end of $file, without requests for Secrets, ConfigMaps and tokens"
  found=1
  break
done
[ "$found" = "" ] && note "no audit log found: the senders of requests stay unknown"

# ---- disk --------------------------------------------------------------------------------------------------------
for folder in /var/lib/etcd /var/lib/rancher/k3s/server/db/etcd /var/lib/rancher/rke2/server/db/etcd; do
  [ -d "$folder" ] || continue
  keep "disk/$(flat "$folder").df.txt" head 20 "$in_logs" df -k "$folder"
  keep "disk/$(flat "$folder").ls.txt" head 20 "$in_logs" ls -l "$folder/member/snap" "$folder/member/wal"
done

# ---- one file ----------------------------------------------------------------------------------------------------
if tar -C "$work" -czf "$work/result.tar.gz" "$name" && mv "$work/result.tar.gz" "$PWD/$name.tar.gz"; then
  printf '%s\n' "$PWD/$name.tar.gz"
else
  echo "collect: could not write $PWD/$name.tar.gz" >&2
  exit 1
fi
`;
