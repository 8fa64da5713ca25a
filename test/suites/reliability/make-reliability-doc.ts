import fs from 'node:fs';
import { reliabilityDoc } from './reliability-doc.js';
import { thirdPartyDoc } from './third-party-doc.js';

fs.writeFileSync('docs/reliability.md', reliabilityDoc());
fs.writeFileSync('docs/third-party.md', thirdPartyDoc());
