import { expect, test } from 'vitest';
import { createProgress, type Progress } from '#lib/report/progress.ts';
import type { ReadRecord } from '#lib/runs/run-document.ts';

const clear = '\r\u001b[2K';

function watch(options: { readonly isTTY?: boolean; readonly color?: boolean; readonly columns?: number } = {}): {
  readonly written: string[];
  readonly progress: Progress;
} {
  const written: string[] = [];
  const stream = { columns: options.columns ?? 80, write: (text: string) => written.push(text) };
  return { written, progress: createProgress(stream, { color: options.color ?? false, isTTY: options.isTTY ?? true }) };
}

function record(source: string, status: ReadRecord['status'] = 'ok'): ReadRecord {
  return { source, status, requests: 1, bytes: 1, items: 1, durationMs: 1 };
}

test('one line that follows the reads and goes away', () => {
  const { written, progress } = watch();
  for (const source of ['nodes', 'pods', 'services', 'deployments', 'events']) progress.sourceStarted(source);
  progress.sourceFinished(record('pods'));
  progress.sourceFinished(record('nodes', 'denied'));
  progress.sourceFinished(record('events', 'absent'));
  progress.end();
  expect(written).toEqual([
    `${clear}looking  0/1  nodes`,
    `${clear}looking  0/2  nodes, pods`,
    `${clear}looking  0/3  nodes, pods, services`,
    `${clear}looking  0/4  nodes, pods, services and 1 more`,
    `${clear}looking  0/5  nodes, pods, services and 2 more`,
    `${clear}looking  1/5  nodes, services, deployments and 1 more`,
    `${clear}looking  2/5  services, deployments, events  (1 not readable)`,
    `${clear}looking  3/5  services, deployments  (1 not readable)`,
    clear,
  ]);
});

test('never wider than the terminal, or it could not be taken away', () => {
  const { written, progress } = watch({ columns: 20 });
  progress.sourceStarted('endpointSlices');
  expect(written).toEqual([`${clear}looking  0/1  endpo`]);
});

test('dimmed where colour is wanted', () => {
  const { written, progress } = watch({ color: true });
  progress.sourceStarted('nodes');
  expect(written).toEqual([`${clear}\u001b[2mlooking  0/1  nodes\u001b[22m`]);
});

test('nothing where there is no terminal', () => {
  const { written, progress } = watch({ isTTY: false });
  progress.sourceStarted('nodes');
  progress.sourceFinished(record('nodes'));
  progress.end();
  expect(written).toEqual([]);
});

test('nothing to take away when nothing was read', () => {
  const { written, progress } = watch();
  progress.end();
  expect(written).toEqual([]);
});
