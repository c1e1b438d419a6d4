import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { generateCostPage } from '../../scripts/cost-page.ts';

const page = generateCostPage();

it('docs/cost.md is current (node scripts/write-cost-page.ts writes it)', () => {
  expect(readFileSync('docs/cost.md', 'utf8')).toBe(page);
});

it('the shipped configuration costs less than five dollars a month at list prices', () => {
  expect(Number(/\*\*\$([\d.]+) a month\*\*/.exec(page)?.[1])).toBeLessThan(5);
});
