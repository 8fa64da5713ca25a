import type { Block, BlockParser, LineRef, Sink } from '../../model/parser.js';
import type { Claim, StatementBody } from '../../model/record.js';
import { metricsIn } from '../transcript/metrics.js';
import { beginsWith } from '../begins-with.js';

const FORMAT = 'prometheus-rule';

/**
 * Alerting and recording rules: the metrics that they read are held against those that etcd exports.
 *
 *     - alert: EtcdDatabaseQuotaLowSpace
 *       expr: etcd_mvcc_db_total_size_in_bytes / etcd_server_quota_backend_bytes > 0.8
 *       for: 5m
 */
export const prometheusRule: BlockParser = {
  id: FORMAT,
  source: 'config',
  title: 'Prometheus rules',
  sample: '- alert: EtcdDatabaseQuotaLowSpace',
  takes: ['claim'],
  begins: '-ar \t',
  mayOpen: beginsWith('-', 'alert:', 'record:'),
  open(line, _context, sink) {
    return RULE.test(line.text) ? new RuleBlock(line, sink) : null;
  },
};

const RULE = /^\s*(?:-\s+)?(?:alert|record):\s+["']?[\w:.-]+["']?\s*$/;
const EXPRESSION = /^(\s*)(?:-\s+)?expr:(.*)$/;
const FIELD =
  /^\s*(?:-\s+)?(?:for|keep_firing_for|labels|annotations|summary|description|message|severity|runbook_url|alert|record|groups|rules|name|interval):(?:\s|$)/;
const DURATION_FIELD = /^\s*(?:for|keep_firing_for|interval):\s(.*)$/;
const DURATION = /^(?:\d+(?:ms|[smhdwy]))+$/;

class RuleBlock implements Block {
  /** Indentation of an `expr: |` whose lines follow; -1: none. */
  private open = -1;
  private readonly named = new Set<string>();

  constructor(
    first: LineRef,
    private readonly sink: Sink,
  ) {
    this.take(first);
  }

  take(line: LineRef): 'more' | 'over' {
    const text = line.text;
    if (this.open !== -1 && indentation(text) > this.open && !FIELD.test(text)) return this.expression(text, line);
    this.open = -1;
    const expression = EXPRESSION.exec(text);
    if (expression !== null) {
      const value = (expression[2] ?? '').trimStart().replace(/^[|>][+-]?\s*$/, '');
      if (value === '' || /^["']?\($/.test(value)) this.open = (expression[1] ?? '').length;
      return this.expression(value, line);
    }
    if (RULE.test(text)) this.named.clear();
    else if (!FIELD.test(text) && !(this.named.size > 0 && /^\s+[a-z_]+:\s/.test(text))) return 'over';
    this.checkDuration(text, line);
    return 'more';
  }

  close(): number {
    return 0;
  }

  private expression(text: string, line: LineRef): 'more' {
    for (const name of metricsIn(text)) {
      if (this.named.has(name)) continue;
      this.named.add(name);
      this.sink.record(claim({ what: 'metric', name }), line);
    }
    return 'more';
  }

  /** `for: 10m3. Automated Health-Check Script`: the next heading ran into the value. */
  private checkDuration(text: string, line: LineRef): void {
    const value = DURATION_FIELD.exec(text)?.[1]
      ?.trim()
      .replace(/^["']|["']$/g, '');
    if (value === undefined || DURATION.test(value.split(/\s#/, 1)[0]?.trimEnd() ?? '')) return;
    const name = text.trim().split(':')[0] ?? '';
    this.sink.record(claim({ what: 'setting', name, value: value.slice(0, 120), glued: true, proposed: true }), line);
  }
}

function indentation(text: string): number {
  return text.length - text.trimStart().length;
}

function claim(body: StatementBody): Claim {
  return { kind: 'claim', format: FORMAT, source: 'config', time: null, claim: body };
}
