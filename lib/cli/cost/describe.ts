import { type CostLine, sweepUse, totalOf, windowUse } from './estimate.ts';
import { pricesAsOf } from './prices.ts';

/** What the estimate rests on, in sentences. */
function assumptionsOf(region: string): string {
  return [
    `List prices of ${region} as of ${pricesAsOf}; free allowances are left out, which in most accounts cover all but the key and the table.`,
    `A window's run is taken to last ${windowUse.seconds} s, a sweep ${sweepUse.seconds} s; network interfaces, endpoints and NAT of a VPC are not in it.`,
  ].join(' ');
}

/** What dominates: the dearest part and its share. */
function dominantOf(lines: readonly CostLine[]): string {
  const [first] = lines;
  if (!first) return 'Nothing in the templates costs anything.';
  return `The dearest part is the ${first.part}: ${Math.round((first.dollars / totalOf(lines)) * 100)} % of it.`;
}

/** The estimate for a terminal. */
export function costText(lines: readonly CostLine[], region: string): string {
  const rows = [...lines, { part: 'Total', quantity: '', dollars: totalOf(lines) }].map(
    ({ part, quantity, dollars }) => [part, quantity, dollars.toFixed(2)] as const,
  );
  const widthOf = (column: 0 | 1 | 2) => Math.max(...rows.map((row) => row[column].length));
  const [parts, quantities, amounts] = [widthOf(0), widthOf(1), widthOf(2)];
  const table = rows.map(
    ([part, quantity, amount]) =>
      `${part.padEnd(parts)}  ${quantity.padEnd(quantities)}  $${amount.padStart(amounts)}\n`,
  );
  return `Dollars a month:\n\n${table.join('')}\n${dominantOf(lines)}\n${assumptionsOf(region)}\n`;
}

/** The estimate as a page. */
export function costPage(lines: readonly CostLine[], region: string): string {
  const rows = lines.map(({ part, quantity, dollars }) => `| ${part} | ${quantity} | ${dollars.toFixed(2)} |\n`);
  return `# What it costs

The shipped configuration, derived from its templates and schedules: **$${totalOf(lines).toFixed(2)} a month**. ${dominantOf(lines)}
\`npm run synth\` and \`runbook cost\` print the same for yours.

| part | a month | dollars |
|---|---|--:|
${rows.join('')}
${assumptionsOf(region)}

Each further cluster adds its runs and its part of each sweep: about 20 cents. An existing key and topics (\`keyArn\`, \`reportTopicArn\`, \`alarmTopicArn\` in
\`cdk.json\`) save the price of the key.
`;
}
