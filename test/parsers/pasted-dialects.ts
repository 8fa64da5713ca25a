import { alarmList } from '../../src/parsers/alarm-list.js';
import { endpointHashkv } from '../../src/parsers/endpoint-hashkv.js';
import { endpointHealth } from '../../src/parsers/endpoint-health.js';
import { endpointStatus } from '../../src/parsers/endpoint-status.js';
import { etcdConf } from '../../src/parsers/etcd-conf.js';
import { etcdctlFields } from '../../src/parsers/etcdctl-fields.js';
import { etcdctlJson } from '../../src/parsers/etcdctl-json.js';
import { etcdctlTable } from '../../src/parsers/etcdctl-table.js';
import { memberList } from '../../src/parsers/member-list.js';
import { prometheusRule } from '../../src/parsers/prometheus-rule.js';
import { transcript } from '../../src/parsers/transcript.js';

/** The dialects of pasted output, in the order in which they are asked. */
export const PASTED_LINES = [endpointStatus, endpointHashkv, endpointHealth, memberList, alarmList];
export const PASTED_BLOCKS = [etcdctlTable, etcdctlFields, prometheusRule, transcript, etcdConf, etcdctlJson];
