import { alarmList } from '../../src/parsers/etcdctl/alarm-list.js';
import { endpointHashkv } from '../../src/parsers/etcdctl/endpoint-hashkv.js';
import { endpointHealth } from '../../src/parsers/etcdctl/endpoint-health.js';
import { endpointStatus } from '../../src/parsers/etcdctl/endpoint-status.js';
import { etcdConf } from '../../src/parsers/configuration/etcd-conf.js';
import { etcdctlFields } from '../../src/parsers/etcdctl/etcdctl-fields.js';
import { etcdctlJson } from '../../src/parsers/etcdctl/etcdctl-json.js';
import { etcdctlTable } from '../../src/parsers/etcdctl/etcdctl-table.js';
import { memberList } from '../../src/parsers/etcdctl/member-list.js';
import { prometheusRule } from '../../src/parsers/configuration/prometheus-rule.js';
import { transcript } from '../../src/parsers/transcript/transcript.js';

/** The dialects of pasted output, in the order in which they are asked. */
export const PASTED_LINES = [endpointStatus, endpointHashkv, endpointHealth, memberList, alarmList];
export const PASTED_BLOCKS = [etcdctlTable, etcdctlFields, prometheusRule, transcript, etcdConf, etcdctlJson];
