import { expect, it } from 'vitest';
import { manifestsOf } from '#lib/infra/functions.ts';
import { configWith } from '../support/config.ts';
import { makeScratchFolder } from '../support/scratch-folder.ts';

it('the bundle of a recovery window holds the manifests of its probes, yours and the shipped ones', () => {
  const manifest = makeScratchFolder().write('restore-shop.yaml', 'kind: Job\n');
  const restoreJob = { manifest, namespace: 'scratch' };
  const files = manifestsOf([
    { config: configWith() },
    { config: configWith({ recovery: { namespace: 'shop', restoreJob } }) },
    { config: configWith({ recovery: undefined }) },
  ]);
  expect(Object.keys(files)).toEqual(['test-recovery-pod.yaml', 'dr-test-pod.yaml', 'restore-shop.yaml']);
  expect(files['restore-shop.yaml']).toBe('kind: Job\n');
  expect(files['dr-test-pod.yaml']).toContain('name: dr-test-pod');
});
