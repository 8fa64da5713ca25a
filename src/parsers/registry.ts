import type { Parsers } from '../model/parser.js';
import { alarmList } from './alarm-list.js';
import { endpointHashkv } from './endpoint-hashkv.js';
import { endpointHealth } from './endpoint-health.js';
import { endpointStatus } from './endpoint-status.js';
import { etcdCapnslog } from './etcd-capnslog.js';
import { etcdConf } from './etcd-conf.js';
import { etcdctlFields } from './etcdctl-fields.js';
import { etcdctlJson } from './etcdctl-json.js';
import { etcdctlTable } from './etcdctl-table.js';
import { etcdZapConsole } from './etcd-zap-console.js';
import { etcdZap } from './etcd-zap.js';
import { kubeEventJson } from './kube-event-json.js';
import { kubeEventTable } from './kube-event-table.js';
import { memberList } from './member-list.js';
import { prometheusRule } from './prometheus-rule.js';
import { requestLog } from './request-log.js';
import { systemdUnit } from './systemd-unit.js';
import { transcript } from './transcript.js';

/** Every dialect, those that come in gigabytes first. Line dialects exclude each other; blocks are asked after them. */
export const PARSERS: Parsers = {
  lines: [
    requestLog,
    etcdZap,
    etcdCapnslog,
    etcdZapConsole,
    systemdUnit,
    endpointStatus,
    endpointHashkv,
    endpointHealth,
    alarmList,
    memberList,
  ],
  blocks: [
    etcdctlTable,
    etcdctlJson,
    etcdctlFields,
    kubeEventJson,
    kubeEventTable,
    etcdConf,
    prometheusRule,
    transcript,
  ],
};
