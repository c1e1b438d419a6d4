import { describe, expect, it } from 'vitest';
import { logsErrorsRare } from '#lib/checks/logs/errors-rare.ts';
import { minutesAgo, observe } from '../../support/observe.ts';
import { asLogs, buildLog } from './build-log.ts';

const errors = (count: number) => Array.from({ length: count }, (_, at) => `ERROR cannot store session ${at}`);

describe('logs/errors-rare', () => {
  it('groups the errors of all pods by template, with count and times', () => {
    const logs = asLogs(buildLog(errors(6)), buildLog(errors(5), { pod: 'cart-2' }), buildLog(['INFO ok']));
    expect(observe(logsErrorsRare, logs).observations).toMatchObject([
      {
        subject: { kind: 'Deployment', namespace: 'shop', name: 'cart' },
        discriminator: 'app\nERROR cannot store session <n>',
        severity: 'warning',
        message: `Deployment shop/cart, container app: 11 times in 2 pods, ${minutesAgo(5)} to ${minutesAgo(0)}: ERROR cannot store session <n>`,
        since: minutesAgo(5),
        evidence: { count: 11, pods: ['cart-1', 'cart-2'], sample: 'ERROR cannot store session 4', pod: 'cart-2' },
      },
    ]);
  });

  it('is info for a few of a kind, and keeps kinds apart', () => {
    const { observations } = observe(logsErrorsRare, asLogs(buildLog(['ERROR a', 'ERROR b', 'ERROR a'])));
    expect(observations.map(({ severity, message }) => [severity, message])).toEqual([
      ['info', `Deployment shop/cart, container app: 2 times, ${minutesAgo(2)} to ${minutesAgo(0)}: ERROR a`],
      ['info', `Deployment shop/cart, container app: once, ${minutesAgo(1)}: ERROR b`],
    ]);
  });

  it('counts no line of a stack trace', () => {
    const trace = [
      'ERROR a',
      '    at Object.<anonymous> (a.js:1:1) Error',
      'Caused by: java.io.IOException',
      '\tFailed',
    ];
    expect(observe(logsErrorsRare, asLogs(buildLog(trace))).observations).toMatchObject([{ evidence: { count: 1 } }]);
  });

  it('tells at most 20 kinds of one container', () => {
    const kinds = Array.from({ length: 30 }, (_, at) => `ERROR ${'ab'.repeat(at + 1)}`);
    expect(observe(logsErrorsRare, asLogs(buildLog(kinds))).observations).toHaveLength(20);
  });

  it('measures the rates', () => {
    const { conclusion } = observe(logsErrorsRare, asLogs(buildLog([...errors(1), 'WARN a', 'ok', 'ok'])));
    expect(conclusion).toEqual({
      examined: 1,
      measurements: {
        'logs/rates': {
          'shop/cart': {
            lines: 4,
            errors: 1,
            warnings: 1,
            errorPercent: 25,
            errorsPerHour: 20,
            from: minutesAgo(3),
            to: minutesAgo(0),
          },
        },
        'logs/changes': { since: null, appeared: [] },
      },
      remember: {
        'logs/kinds': [
          'error of Deployment shop/cart, container app: ERROR cannot store session <n>',
          'warning of Deployment shop/cart, container app: WARN a',
        ],
      },
    });
  });

  it('is unknown where a log could not be read', () => {
    const failed = buildLog([], { failure: 'dial tcp: i/o timeout' });
    expect(observe(logsErrorsRare, asLogs(failed, failed)).conclusion).toEqual({
      unknown: 'the log of shop/cart-1, container app and 1 more, could not be read: dial tcp: i/o timeout',
    });
  });

  it('says what it left out, and does not apply where there is no log', () => {
    const [one] = [buildLog(['ok'])];
    expect(
      observe(logsErrorsRare, { ...asLogs(), podLogs: { containers: [one], leftOut: 3 } }).conclusion,
    ).toMatchObject({
      note: 'the logs of 1 of 4 containers were read',
    });
    expect(observe(logsErrorsRare, asLogs()).conclusion).toEqual({
      notApplicable: 'no container runs whose log is reviewed',
    });
  });
});
