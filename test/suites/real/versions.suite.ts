import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { type Incident, playIncident, QUOTA_BYTES } from './incident.js';
import { type ClusterOptions, findEtcd, type Minor, startCluster } from './lab.js';
import { countKinds, type PrintedRecord, recordsOf, skip } from './program.js';

interface Scenario {
  readonly minor: Minor;
  readonly options: Omit<ClusterOptions, 'binaries' | 'quotaBytes'>;
}

/** In zones of their own: the stamps of each tell it. */
const SCENARIOS: readonly Scenario[] = [
  { minor: '3.4', options: { log: 'capnslog', level: 'info' } },
  { minor: '3.5', options: { members: 3, level: 'debug', timezone: 'America/New_York' } },
  { minor: '3.5', options: { level: 'info' } },
  { minor: '3.6', options: { members: 3, level: 'debug', timezone: 'Asia/Kolkata' } },
  { minor: '3.6', options: { log: 'console', level: 'debug' } },
  { minor: '3.7', options: { members: 3, level: 'info' } },
  { minor: '3.7', options: { log: 'console', level: 'debug' } },
];

/** What the incident leaves in the log of every version. */
const ALWAYS = [
  ...['member-started', 'leader-elected', 'election-started', 'nospace-error', 'slow-apply'],
  ...['compaction-started', 'compaction-finished', 'defragmentation-started', 'defragmentation-finished'],
  'member-stopped',
];
const WITH_THREE = ['leader-lost', 'member-unreachable', 'heartbeat-late'];
/** The old text log says nothing of either. */
const SETTINGS = ['quota-set', 'auto-compaction-set'];
/** 3.6 dropped the lines. */
const ALARM_LINES = ['nospace-alarm-raised', 'nospace-alarm-disarmed'];

const FORMS = ['table', 'json', 'fields', 'simple'];

describe('etcd of every version', () => {
  for (const { minor, options } of SCENARIOS) {
    const { members = 1, log = 'zap', level = 'info' } = options;
    describe(`${minor}, ${log}, ${level}, ${members === 1 ? 'one member' : `${members} members`}`, () => {
      let folder: string | null = null;
      let incident: Incident;
      let records: readonly PrintedRecord[] = [];
      let version = '';
      let started = 0;
      let ended = 0;
      const logs = Array.from({ length: members }, (_, index) => `master-${index + 1}.log`);
      const file = (name: string): string => join(folder ?? '', name);

      before(async function () {
        this.timeout(1_200_000);
        const binaries = await findEtcd(minor);
        if ('missing' in binaries) return skip(this, binaries.missing);
        version = binaries.version;
        folder = mkdtempSync(join(tmpdir(), 'versions-suite-'));
        started = Date.now();
        const cluster = await startCluster({ binaries, quotaBytes: QUOTA_BYTES, ...options });
        try {
          incident = await playIncident(cluster);
          for (const member of cluster.members) writeFileSync(file(`${member.name}.log`), member.log);
        } finally {
          await cluster.remove();
          ended = Date.now();
        }
        records = await recordsOf(...logs.map(file));
      });

      after(() => {
        if (folder !== null) rmSync(folder, { recursive: true, force: true });
      });

      it('every line is recognised', async () => {
        const rows = await recordsOf(...logs.map(file), '--kind', 'unrecognised');
        const left = rows.filter(({ message }) => log !== 'console' || hasStamp(String(message)));
        expect(left).to.deep.equal([]);
      });

      it('the incident is in the records', () => {
        const withAlarms = minor === '3.4' || minor === '3.5';
        const expected = [
          ...ALWAYS,
          ...(log === 'capnslog' ? [] : SETTINGS),
          ...(members > 1 ? WITH_THREE : []),
          ...(withAlarms ? ALARM_LINES : []),
          ...(level === 'debug' ? ['request'] : []),
        ];
        expect([...countKinds(records).keys()]).to.include.members(expected);
      });

      it('quota, version and names are those of the cluster', () => {
        const startups = records.filter(({ kind }) => kind === 'member-started');
        expect(new Set(startups.map((record) => record['version']))).to.deep.equal(new Set([version]));
        const quotas = records.filter(({ kind }) => kind === 'quota-set').map((record) => record['quotaBytes']);
        if (log !== 'capnslog') expect(new Set(quotas)).to.deep.equal(new Set([QUOTA_BYTES]));
        const named = new Set(records.flatMap(({ kind, member }) => (kind === 'member-started' ? [member] : [])));
        expect([...named].sort()).to.deep.equal(logs.map((name) => name.replace('.log', '')));
      });

      it('every time is within the run', () => {
        const outside = records.filter(
          ({ time }) => time !== null && (Date.parse(time) < started - 1000 || Date.parse(time) > ended + 1000),
        );
        expect(outside).to.deep.equal([]);
      });

      if (level === 'debug') {
        it('the puts of the clients are the puts in the log, but for those that sampling dropped', () => {
          const puts = records.filter((one) => one.kind === 'request' && one['op'] === 'put' && one['failed'] !== true);
          const accepted = puts.filter((one) => one['conflict'] !== true && one['refused'] !== true);
          const ofLoad = accepted.filter(({ key }) => String(key).startsWith('/registry/') && key !== TOO_EARLY);
          const sent = new Map(incident.ledger.putsBy((key) => key));
          const seen = new Map<string, number>();
          for (const { key } of ofLoad) seen.set(String(key), (seen.get(String(key)) ?? 0) + 1);
          for (const [key, count] of seen) expect(count, key).to.be.at.most(sent.get(key) ?? 0);
          if (log === 'capnslog') expect(ofLoad.length).to.equal(incident.ledger.count('ok'));
          else expect(ofLoad.length).to.be.at.least(incident.ledger.count('ok') * 0.2);
        });

        it('conflicts are those that the clients had', () => {
          const conflicts = records.filter((one) => one.kind === 'request' && one['conflict'] === true);
          expect(conflicts.length).to.be.at.most(incident.ledger.count('conflict'));
        });
      }

      describe('what etcdctl printed', () => {
        let printed: readonly PrintedRecord[] = [];
        let answers: readonly (readonly [string, string])[] = [];
        const namesOf = (question: string): readonly string[] => FORMS.map((form) => `${question}.${form}.txt`);
        const of = (name: string): readonly PrintedRecord[] => printed.filter(({ input }) => input === file(name));

        before(async () => {
          answers = [...incident.armed, ...incident.recovery];
          for (const [name, text] of answers) writeFileSync(file(`${name}.txt`), text);
          printed = await recordsOf(...answers.map(([name]) => file(`${name}.txt`)));
        });

        it('is recognised in every format', async () => {
          // a command that cannot print so says no more than that; one of 3.4 panics
          const able = answers.filter(([, text]) => !/^(?:panic:|Error: .*not supported)/m.test(text));
          const rows = await recordsOf(...able.map(([name]) => file(`${name}.txt`)), '--kind', 'unrecognised');
          expect(rows).to.deep.equal([]);
        });

        it('names the alarm of every member that ran out', () => {
          for (const name of [
            'alarm-list.simple',
            'alarm-list.json',
            'endpoint-status.table',
            'endpoint-status.json',
          ]) {
            const armed = countKinds(of(`${name}.txt`)).get('nospace-alarm-active') ?? 0;
            expect(armed, name)
              .to.be.at.least(1)
              .and.at.most(members * members);
          }
        });

        for (const name of namesOf('endpoint-status')) {
          it(`${name}: version and size of each member`, () => {
            const rows = of(name).filter(({ kind }) => kind === 'member-status');
            expect(rows).to.have.length(members);
            for (const row of rows) {
              expect(row).to.include({ version });
              expect(row['dbSizeBytes'] ?? row['dbSizeText'], 'size').to.be.ok;
            }
          });
        }

        it('tells of the compaction and of each defragmentation', () => {
          const compactions = of('compact.txt').filter(({ kind }) => kind === 'compaction-requested');
          expect(compactions).to.have.length(1);
          const defragmentations = of('defrag.txt').filter(({ kind }) => kind === 'defragmentation-finished');
          expect(defragmentations).to.have.length(members);
        });

        for (const name of namesOf('endpoint-health')) {
          it(`${name}: unhealthy for its alarm, but for 3.4, which looks at other things`, () => {
            const kinds = countKinds(of(name));
            if (minor === '3.4') expect(kinds.get('endpoint-unhealthy') ?? 0).to.equal(0);
            else expect(kinds.get('endpoint-unhealthy')).to.equal(members);
          });
        }
      });
    });
  }
});

const TOO_EARLY = '/registry/pods/payments/too-early';

/** Stack traces and long values of the console form go on on lines of their own. */
const hasStamp = (line: string): boolean => /^\d{4}-\d\d-\d\dT/.test(line);
