import type { Parsers } from '../model/parser.js';
import { ansibleResult } from './system/ansible-result.js';
import { alarmList } from './etcdctl/alarm-list.js';
import { auditCount } from './counts/audit-count.js';
import { countJson } from './counts/count-json.js';
import { countTable } from './counts/count-table.js';
import { bucketList } from './etcdctl/bucket-list.js';
import { commandOutput } from './system/command-output.js';
import { containerList } from './system/container-list.js';
import { entryScript } from './supervisor/entry-script.js';
import { endpointHashkv } from './etcdctl/endpoint-hashkv.js';
import { endpointHealth } from './etcdctl/endpoint-health.js';
import { endpointStatus } from './etcdctl/endpoint-status.js';
import { etcdCapnslog } from './etcd/etcd-capnslog.js';
import { etcdConf } from './configuration/etcd-conf.js';
import { etcdDumpDb } from './etcdctl/etcd-dump-db.js';
import { etcdDumpLogs } from './etcdctl/etcd-dump-logs.js';
import { etcdctlAnswer } from './etcdctl/etcdctl-answer.js';
import { etcdctlFields } from './etcdctl/etcdctl-fields.js';
import { etcdctlJson } from './etcdctl/etcdctl-json.js';
import { etcdctlKeys } from './etcdctl/etcdctl-keys.js';
import { etcdctlKv } from './etcdctl/etcdctl-kv.js';
import { etcdctlTable } from './etcdctl/etcdctl-table.js';
import { etcdctlWatch } from './etcdctl/etcdctl-watch.js';
import { etcdZapConsole } from './etcd/etcd-zap-console.js';
import { etcdZap } from './etcd/etcd-zap.js';
import { klog } from './klog/klog.js';
import { kubeAuditJson } from './kube-audit/kube-audit-json.js';
import { kubeAudit } from './kube-audit/kube-audit.js';
import { kubeDescribe } from './kube-event/kube-describe.js';
import { kubeEventColumns } from './kube-event/kube-event-columns.js';
import { kubeEventDated } from './kube-event/kube-event-dated.js';
import { kubeEventExporter } from './kube-event/kube-event-exporter.js';
import { kubeEventJson } from './kube-event/kube-event-json.js';
import { kubeEventTable } from './kube-event/kube-event-table.js';
import { kubeEventYaml } from './kube-event/kube-event-yaml.js';
import { kubeManifest } from './configuration/kube-manifest.js';
import { memberList } from './etcdctl/member-list.js';
import { metrics } from './metrics/metrics.js';
import { prometheusQuery } from './metrics/prometheus-query.js';
import { prometheusRule } from './configuration/prometheus-rule.js';
import { requestLog } from './etcd/requests/request-log.js';
import { snapshotStatus } from './etcdctl/snapshot-status.js';
import { supervisorLog } from './supervisor/supervisor-log.js';
import { systemdUnitFile } from './configuration/systemd-unit-file.js';
import { kubectlTable } from './system/kubectl-table.js';
import { systemdUnit } from './system/systemd-unit.js';
import { talosctl } from './etcdctl/talosctl.js';
import { transcript } from './transcript/transcript.js';

/** Every dialect, those that come in gigabytes first. Line dialects exclude each other; blocks are asked after them. */
export const PARSERS: Parsers = {
  lines: [
    requestLog,
    etcdZap,
    etcdCapnslog,
    etcdZapConsole,
    kubeAudit,
    klog,
    systemdUnit,
    supervisorLog,
    endpointStatus,
    endpointHashkv,
    endpointHealth,
    alarmList,
    memberList,
    talosctl,
    commandOutput,
    snapshotStatus,
    etcdctlAnswer,
    etcdctlKv,
    etcdDumpLogs,
    etcdDumpDb,
    kubeEventExporter,
    kubeEventDated,
    auditCount,
    entryScript,
    containerList,
    ansibleResult,
  ],
  blocks: [
    etcdctlTable,
    etcdctlFields,
    etcdctlWatch,
    etcdctlKeys,
    bucketList,
    kubeEventJson,
    kubeAuditJson,
    prometheusQuery,
    metrics,
    kubeEventTable,
    kubeEventColumns,
    kubeDescribe,
    kubeEventYaml,
    kubeManifest,
    systemdUnitFile,
    etcdConf,
    prometheusRule,
    countTable,
    countJson,
    kubectlTable,
    // Takes any lone bracket of pretty-printed JSON, to look on: after those that know theirs by the first key.
    etcdctlJson,
    transcript,
  ],
};
