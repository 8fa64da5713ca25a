import type { IncidentMaker } from '../incident.js';
import { INNOCENT } from './innocent.js';
import { LATENCY } from './latency.js';
import { RATE } from './rate.js';
import { RETENTION } from './retention.js';
import { TANGLED } from './tangled.js';

/** Made by the simulator, the same bytes each time. */
export const SIMULATED: readonly IncidentMaker[] = [...RATE, ...RETENTION, ...LATENCY, ...INNOCENT, ...TANGLED];
