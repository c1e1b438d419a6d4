import { writeFileSync } from 'node:fs';
import { generateCostPage } from './cost-page.ts';

writeFileSync('docs/cost.md', generateCostPage());
