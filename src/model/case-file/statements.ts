import type { Exemplar } from '../origin.js';
import type { Claim, StatementBody } from '../record.js';

export interface StatementSighting<Body extends StatementBody = StatementBody> {
  readonly claim: Body;
  readonly record: Claim;
  readonly exemplar: Exemplar;
}
