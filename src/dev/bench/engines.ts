import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isThere, type Run } from './run.js';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../../../..');
export const PROGRAM = join(ROOT, 'dist/cli/main.js');

/** Something that does a job on a file. */
export interface Engine {
  readonly name: string;
  readonly command: string;
  readonly args: (file: string) => readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** How many puts it counted; null: it doesn't count. */
  readonly count: (run: Run) => number | null;
  readonly after?: () => void;
  /** Where not its command alone shows whether it can be had. */
  readonly peer?: { readonly name: string; readonly isThere: () => boolean };
}

/** What a report says of writes to etcd; of an audit log, what passed the API servers. */
interface Counted {
  readonly writes: { readonly count: number };
  readonly inputs: readonly { readonly records: Readonly<Record<string, number>> }[];
}
const puts = ({ writes }: Counted): number => writes.count;
export const audited = ({ inputs }: Counted): number => inputs[0]?.records['kube-audit'] ?? 0;

/** The whole analysis with all outputs, on so many threads. */
export function ours(jobs: number | null, kernel = true, program = PROGRAM, counted = puts): Engine {
  const out = mkdtempSync(join(tmpdir(), 'etcd-postmortem-out-'));
  return {
    name: `etcd-postmortem${jobs === null ? '' : ` --jobs ${jobs}`}${kernel ? '' : ', kernel off'}`,
    command: process.execPath,
    args: (file) => [
      ...[program, 'analyze', file, '--out', out, '--quiet', '--captured-at', '2024-12-16T00:00:00Z'],
      ...(jobs === null ? [] : ['--jobs', String(jobs)]),
    ],
    env: kernel ? {} : { ETCD_POSTMORTEM_KERNEL: 'off' },
    count() {
      return counted(JSON.parse(readFileSync(join(out, 'report.json'), 'utf8')) as Counted);
    },
    after: () => {
      if (existsSync(out)) rmSync(out, { recursive: true });
    },
  };
}

/** Lines of `name … count`, as the peers print them; what ends in no number is a heading. */
const summed = ({ stdout }: Run): number =>
  stdout.split('\n').reduce((sum, line) => sum + Number(/[\s|,](\d+)\s*$/.exec(line)?.[1] ?? 0), 0);

/** Writes by minute, resource and namespace: what somebody would type. */
const AWK_PLAIN = '$2=="PUT"{split($3,k,"/"); c[substr($1,1,16) " " k[3] " " k[4]]++} END{for(i in c)print i,c[i]}';
const AWK_STATS =
  '{if(match($0,/success:<request_put:<key:\\\\+"\\/registry\\/[^"\\\\]*/)){n=split(substr($0,RSTART,RLENGTH),k,"/");' +
  'match($0,/"ts\\\\*":\\\\*"[^"\\\\]*/);t=substr($0,RSTART,RLENGTH);' +
  'c[substr(t,length(t)-23,16) " " k[3] " " (n>4?k[4]:"")]++}} END{for(i in c)print i,c[i]}';

const awk = (name: string, program: string): Engine => ({
  name,
  command: name,
  args: (file) => [program, file],
  count: summed,
});
export const awkPlain = (name: string): Engine => awk(name, AWK_PLAIN);
export const awkStats = (name: string): Engine => awk(name, AWK_STATS);

/** Requests that ended by minute, verb, resource and namespace; a request refused because the database was full is in two of our records. */
const AWK_AUDIT =
  'function f(n,  s){s=index($0,"\\"" n "\\":\\"");if(!s)return "";s+=length(n)+4;return substr($0,s,index(substr($0,s,300),"\\"")-1)}' +
  '/"stage":"ResponseComplete"/{o=index($0,"\\"objectRef\\":");t=f("stageTimestamp");v=f("verb");' +
  'if(/database space exceeded/)r++;$0=o?substr($0,o,300):"";c[substr(t,1,16) " " v " " f("resource") " " f("namespace")]++} ' +
  'END{for(i in c)print i,c[i];print "refused",r+0}';
export const awkAudit = (name: string): Engine => awk(name, AWK_AUDIT);
const JQ_AUDIT =
  'select(.stage == "ResponseComplete") | "\\(.stageTimestamp[0:16]) \\(.verb) \\(.objectRef.resource) \\(.objectRef.namespace)", ' +
  'if (.responseStatus.message // "" | contains("database space exceeded")) then "refused" else empty end';
export const jqAudit: Engine = {
  name: 'jq, sort, uniq',
  command: 'sh',
  args: (file) => ['-c', `jq -r '${JQ_AUDIT}' "$0" | sort | uniq -c | awk '{print $2,$1}'`, file],
  count: summed,
  peer: { name: 'jq', isThere: () => isThere('jq') },
};

const JQ =
  'select(.MESSAGE|type=="string") | .MESSAGE | fromjson? | select(.msg=="request stats") | . as $m | ' +
  '(."request content" | capture("success:<request_put:<key:\\"/registry/(?<r>[^/\\"]+)/(?<n>[^\\"]*)")) | ' +
  '($m.ts[0:16] + " " + .r + " " + (if (.n|contains("/")) then (.n|split("/")[0]) else "" end))';
/** Counted by sort and uniq, as one does: jq would have to hold all of the input. */
export const jq: Engine = {
  name: 'jq, sort, uniq',
  peer: { name: 'jq', isThere: () => isThere('jq') },
  command: 'sh',
  args: (file) => ['-c', `jq -r '${JQ}' "$0" | sort | uniq -c | awk '{print $2,$3,$4,$1}'`, file],
  count: summed,
};

const nothing = (): null => null;
export const wc: Engine = { name: 'wc -l', command: 'wc', args: (file) => ['-l', file], count: nothing };
export const rg: Engine = { name: "rg -c ''", command: 'rg', args: (file) => ['-c', '', file], count: nothing };
export const gunzip: Engine = {
  name: 'gzip -dc',
  command: 'sh',
  args: (file) => ['-c', 'exec gzip -dc "$0" >/dev/null', file],
  count: nothing,
};
/** What the hash of the input costs, in the library that the program takes it from. */
export const sha256: Engine = {
  name: 'SHA-256 alone',
  command: process.execPath,
  args: (file) => [
    '-e',
    'const f=require("fs"),h=require("crypto").createHash("sha256"),b=Buffer.alloc(1<<20),d=f.openSync(process.argv[1]);' +
      'for(let n;(n=f.readSync(d,b))>0;)h.update(b.subarray(0,n));h.digest()',
    file,
  ],
  count: nothing,
};
export const nothingAtAll: Engine = {
  name: 'node -e 0',
  command: process.execPath,
  args: () => ['-e', '0'],
  count: nothing,
};
export const versionOnly: Engine = {
  name: '--version',
  command: process.execPath,
  args: () => [PROGRAM, '--version'],
  count: nothing,
};
export const helpOnly: Engine = {
  name: '--help',
  command: process.execPath,
  args: () => [PROGRAM, '--help'],
  count: nothing,
};

/** lnav's SQL over etcd's JSON needs a format of its own; over the journal's short form it has one. */
export const lnav: Engine = {
  name: 'lnav SQL',
  command: 'lnav',
  args: (file) => [
    '-n',
    '-c',
    ";SELECT substr(log_time,1,16), count(*) FROM syslog_log WHERE log_body LIKE '%request_put%' GROUP BY 1",
    '-c',
    ':write-csv-to -',
    file,
  ],
  count: summed,
};

/** A package that only this needs, and 70 MB: `npm install --prefix .cache/peers @duckdb/node-api`. */
const PEERS = join(ROOT, '.cache/peers/package.json');
const DUCKDB =
  "const{DuckDBInstance}=require('module').createRequire(process.argv[1])('@duckdb/node-api');" +
  "DuckDBInstance.create(':memory:',{threads:'2'}).then(async(db)=>{const c=await db.connect();" +
  "for(const r of(await c.runAndReadAll(process.argv[2])).getRows())console.log(r.join(' '))})";
const DUCKDB_STATS = `regexp_extract(line,'success:<request_put:<key:\\\\+"/registry/([^/"\\\\]+)/([^/"\\\\]*)',['r','n'])`;
const DUCKDB_PLAIN = "{'r': split_part(line,'/',3), 'n': split_part(line,'/',4)}";
const DUCKDB_TIME = {
  plain: 'substr(line,1,16)',
  stats: `regexp_extract(line,'"ts\\\\*":\\\\*"([^"\\\\]{16})',1)`,
};
export const duckdb = (form: 'plain' | 'stats'): Engine => ({
  name: 'DuckDB, 2 threads',
  peer: { name: 'DuckDB', isThere: () => existsSync(join(dirname(PEERS), 'node_modules/@duckdb/node-api')) },
  command: process.execPath,
  args: (file) => [
    '-e',
    DUCKDB,
    PEERS,
    `SELECT t, k.r, k.n, count(*) FROM (SELECT ${DUCKDB_TIME[form]} AS t, ${form === 'plain' ? DUCKDB_PLAIN : DUCKDB_STATS} AS k ` +
      `FROM read_csv('${file}', columns={'line':'VARCHAR'}, delim='\x01', quote='', escape='', header=false, ` +
      `max_line_size=10000000) WHERE ${form === 'plain' ? "line LIKE '% PUT %'" : "line LIKE '%success:<request_put:<%'"}) ` +
      `WHERE k.r <> '' GROUP BY ALL`,
  ],
  count: summed,
});
