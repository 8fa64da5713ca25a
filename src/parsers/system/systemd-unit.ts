import type { LineParser, Payload } from '../../model/parser.js';
import type { AnyRecord, ServiceRecord, SystemRecord } from '../../model/record.js';

const ID = 'systemd';
const PRIORITIES = ['emerg', 'alert', 'critical', 'error', 'warn', 'notice', 'info', 'debug'] as const;
const UNIT = String.raw`([\w.@:\\-]+\.(?:service|socket|mount|target|timer|scope|slice|path|device|swap|automount))`;

type Make = (payload: Payload, found: readonly string[]) => AnyRecord | null;

/** Wordings of systemd from 219 to 25x: `src/core/{job,service,unit}.c`. New ones name the unit before its title. */
const UNIT_ROWS: readonly { readonly text: RegExp; readonly record: Make }[] = [
  row(`^Start(?:ing) (?:${UNIT} - )?(.+?)\\.{3}$`, 'service-starting'),
  row(`^Started (?:${UNIT} - )?(.+?)\\.?$`, 'service-started'),
  row(`^Stopping (?:${UNIT} - )?(.+?)\\.{3}$`, 'service-stopped', 'stopping'),
  row(`^(?:Stopped) (?:${UNIT} - )?(.+?)\\.?$`, 'service-stopped'),
  row(`^Failed to start (?:${UNIT} - )?(.+?)\\.?$`, 'service-failed', 'start'),
  row(`^Dependency failed for (?:${UNIT} - )?(.+?)\\.?$`, 'service-failed', 'dependency'),
  row(`^${UNIT}:? (?:Main|Control|main|control) process exited, code=\\w+,? status=(.+?)$`, 'service-failed', 2),
  row(`^${UNIT}: Failed with result '([^']*)'`, 'service-failed', 2),
  // systemd 219 to 233
  row(`^${UNIT}: Unit entered failed state`, 'service-failed', 'failed'),
  row(`^Unit ${UNIT} entered failed state`, 'service-failed', 'failed'),
  row(`^${UNIT}: (?:Start request repeated too quickly)`, 'service-failed', 'start-limit-hit'),
  row(`^start request repeated too quickly for ${UNIT}`, 'service-failed', 'start-limit-hit'),
  row(`^${UNIT}: A process of this unit has been killed by the OOM killer`, 'service-failed', 'oom-kill'),
  row(`^${UNIT}: (?:Deactivated successfully|Succeeded)\\.?$`, 'service-stopped', 'success'),
  {
    text: new RegExp(`^${UNIT}: Scheduled restart job, restart counter is at (\\d+)`),
    record: (payload, [, unit, restarts]) => ({
      ...service(payload, 'service-restarted', unit ?? ''),
      restarts: Number(restarts),
    }),
  },
  row(`^${UNIT}:? (?:Service )?hold-?off time over, scheduling restart`, 'service-restarted'),
  row(`^${UNIT}: Service RestartSec=\\S+(?: \\S+)* expired, scheduling restart`, 'service-restarted'),
];

/** The OOM killer (`mm/oom_kill.c`) and failing disks. */
const KERNEL_ROWS: readonly { readonly text: RegExp; readonly record: Make }[] = [
  {
    // Memory cgroup out of memory: Killed process 1234 (etcd) total-vm:10GB, anon-rss:8123456kB, file-rss:0kB, …
    text: /(?:^|out of memory: |Out of memory: )Killed process (\d+),?(?: UID \d+,?)? \(([^)]*)\)(?:.*?\banon-rss:(\d+)kB)?/,
    record: (payload, [, pid, process, rss]) => ({
      ...kernel(payload, 'oom-kill'),
      process: process ?? null,
      pid: Number(pid),
      anonRssKb: rss === undefined ? null : Number(rss),
    }),
  },
  {
    text: /\bI\/O error\b|\bEXT4-fs error\b|\bXFS .*(?:corruption|metadata I\/O)|Remounting filesystem read-only|\bmedium error\b|\bnvme\w*: I\/O \d+ .*timeout|\bFAILED Result: hostbyte=|\bata\d+(?:\.\d+)?: (?:failed command|exception Emask)/i,
    record: (payload) => kernel(payload, 'disk-error'),
  },
  { text: /No space left on device/i, record: (payload) => kernel(payload, 'disk-full') },
];

/**
 * What systemd says about units, the kernel about memory and disks, journald about itself: lines of the journal,
 * recognised by their identifier. `systemd[1]: etcd.service: Main process exited, code=killed, status=9/KILL`.
 */
export const systemdUnit: LineParser = {
  id: ID,
  source: 'system',
  title: 'systemd, kernel and journald lines of a journal',
  sample: '2026-11-22T13:08:33+0000 master-1 systemd[1]: etcd.service: Main process exited, code=killed, status=9/KILL',
  versions: 'systemd 219 on',
  takes: [
    'service-starting',
    'service-started',
    'service-stopped',
    'service-failed',
    'service-restarted',
    'oom-kill',
    'disk-full',
    'disk-error',
  ],
  parse(payload, _context, sink) {
    const { ident } = payload;
    if (ident === null || (ident !== 'systemd' && ident !== 'kernel' && ident !== 'systemd-journald')) return false;
    // 12345.678901 seconds since the boot, as dmesg has it
    const text = payload.text.replace(/^\[\s*\d+\.\d+\]\s*/, '').trim();
    const rows = ident === 'systemd' ? UNIT_ROWS : ident === 'kernel' ? KERNEL_ROWS : [];
    for (const { text: shape, record } of rows) {
      const found = shape.exec(text);
      const made = found === null ? null : record(payload, found);
      if (made !== null) {
        sink.record(made);
        return true;
      }
    }
    const level = payload.priority === null ? null : (PRIORITIES[payload.priority] ?? null);
    sink.record({ format: ID, source: 'system', time: payload.outerTime, kind: 'log', level, message: text });
    return true;
  },
};

/** A row whose first group is the unit; `status`: a word, or the group that holds it. */
function row(text: string, kind: ServiceRecord['kind'], status?: string | number) {
  return {
    text: new RegExp(text),
    record: (payload: Payload, found: readonly string[]): AnyRecord => {
      const told = typeof status === 'number' ? found[status] : status;
      const unit = found[1] ?? unitOf(payload) ?? found[2] ?? '';
      return { ...service(payload, kind, unit), ...(told === undefined ? {} : { status: told }) };
    },
  };
}

/** The unit that the journal's fields name; systemd's own lines run in `init.scope`. */
function unitOf(payload: Payload): string | undefined {
  const { unit } = payload;
  return unit === null || unit === 'init.scope' ? undefined : unit;
}

function service(payload: Payload, kind: ServiceRecord['kind'], unit: string): ServiceRecord {
  return { format: ID, source: 'system', time: payload.outerTime, kind, unit };
}

function kernel(payload: Payload, kind: SystemRecord['kind']): SystemRecord {
  return { format: ID, source: 'system', time: payload.outerTime, kind };
}
