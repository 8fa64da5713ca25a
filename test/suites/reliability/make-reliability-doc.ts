import fs from 'node:fs';
import { reliabilityDoc } from './reliability-doc.js';

fs.writeFileSync('docs/reliability.md', reliabilityDoc());
