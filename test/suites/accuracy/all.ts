import type { IncidentMaker } from './incident.js';
import { labData } from './lab-data.js';
import { recorded } from './recorded.js';
import { SIMULATED } from './simulated/all.js';

/** The recordings in the repository, then the simulated ones, then the recordings that may lie beside the checkout. */
export const allIncidents = (): readonly IncidentMaker[] => [...recorded(), ...SIMULATED, ...labData()];
