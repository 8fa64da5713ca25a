import type { Parsers } from '../model/parser.js';
import { alarmList } from './alarm-list.js';
import { endpointHashkv } from './endpoint-hashkv.js';
import { endpointHealth } from './endpoint-health.js';
import { endpointStatus } from './endpoint-status.js';
import { etcdCapnslog } from './etcd-capnslog.js';
import { etcdConf } from './etcd-conf.js';
import { etcdDumpDb } from './etcd-dump-db.js';
import { etcdDumpLogs } from './etcd-dump-logs.js';
import { etcdctlAnswer } from './etcdctl-answer.js';
import { etcdctlFields } from './etcdctl-fields.js';
import { etcdctlJson } from './etcdctl-json.js';
import { etcdctlKeys } from './etcdctl-keys.js';
import { etcdctlKv } from './etcdctl-kv.js';
import { etcdctlTable } from './etcdctl-table.js';
import { etcdctlWatch } from './etcdctl-watch.js';
import { etcdZapConsole } from './etcd-zap-console.js';
import { etcdZap } from './etcd-zap.js';
import { klog } from './klog.js';
import { kubeAuditJson } from './kube-audit-json.js';
import { kubeAudit } from './kube-audit.js';
import { kubeDescribe } from './kube-describe.js';
import { kubeEventColumns } from './kube-event-columns.js';
import { kubeEventExporter } from './kube-event-exporter.js';
import { kubeEventJson } from './kube-event-json.js';
import { kubeEventTable } from './kube-event-table.js';
import { kubeEventYaml } from './kube-event-yaml.js';
import { kubeManifest } from './kube-manifest.js';
import { memberList } from './member-list.js';
import { metrics } from './metrics.js';
import { prometheusQuery } from './prometheus-query.js';
import { prometheusRule } from './prometheus-rule.js';
import { requestLog } from './request-log.js';
import { snapshotStatus } from './snapshot-status.js';
import { systemdUnitFile } from './systemd-unit-file.js';
import { systemdUnit } from './systemd-unit.js';
import { transcript } from './transcript.js';

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
    endpointStatus,
    endpointHashkv,
    endpointHealth,
    alarmList,
    memberList,
    snapshotStatus,
    etcdctlAnswer,
    etcdctlKv,
    etcdDumpLogs,
    etcdDumpDb,
    kubeEventExporter,
  ],
  blocks: [
    etcdctlTable,
    etcdctlFields,
    etcdctlWatch,
    etcdctlKeys,
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
    // Takes any lone bracket of pretty-printed JSON, to look on: after those that know theirs by the first key.
    etcdctlJson,
    transcript,
  ],
};
