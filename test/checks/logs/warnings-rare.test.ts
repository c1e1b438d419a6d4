import { describe, expect, it } from 'vitest';
import { logsWarningsRare } from '#lib/checks/logs/warnings-rare.ts';
import { minutesAgo, observe } from '../../support/observe.ts';
import { asLogs, buildLog } from './build-log.ts';

const look = (count: number) =>
  observe(logsWarningsRare, asLogs(buildLog(Array.from({ length: count }, (_, at) => `WARN retry ${at}`))))
    .observations;

describe('logs/warnings-rare', () => {
  it('tells of a warning that recurs', () => {
    expect(look(5).map(({ message }) => message)).toEqual([
      `Deployment shop/cart, container app: 5 times, ${minutesAgo(4)} to ${minutesAgo(0)}: WARN retry <n>`,
    ]);
  });

  it('is quiet for one that comes a few times', () => {
    expect(look(4)).toEqual([]);
  });
});
