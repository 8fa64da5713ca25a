import { billOfMaterials } from './bill-of-materials.js';

process.stdout.write(`${JSON.stringify(billOfMaterials(), null, 2)}\n`);
