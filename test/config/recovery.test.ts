import { describe, expect, it } from 'vitest';
import { loadConfig } from '#lib/config/load-config.ts';

const top = 'schemaVersion: 1\ncluster: { name: shop }\nnamespaces: [shop]\n';
const pod = 'apiVersion: v1\nkind: Pod\nspec: { containers: [{ name: c }] }\n';
const job = 'apiVersion: batch/v1\nkind: Job\nspec: { template: { spec: { containers: [{ name: c }] } } }\n';
const files: Readonly<Record<string, string>> = {
  'test-recovery-pod.yaml': pod,
  'pod.yaml': pod,
  'job.yaml': job,
  'broken.yaml': 'a: [',
  'list.yaml': '- a',
  'empty.yaml': '',
  'bare.yaml': 'apiVersion: batch/v1\nkind: Job\nspec: { template: { spec: { containers: [] } } }\n',
};

function complaints(section: string, readManifest: ((name: string) => string | undefined) | undefined) {
  const loaded = loadConfig({
    path: 'runbook.yaml',
    text: `${top}recovery: { namespace: shop, ${section} }\n`,
    now: new Date('2026-03-02T07:00:00Z'),
    knownChecks: {},
    knownWindows: [],
    ...(readManifest && { readManifest }),
  });
  return 'problems' in loaded ? loaded.problems.map(({ key, message }) => `${key}: ${message}`) : [];
}
const read = (name: string) => files[name];
const drill = (manifest: string, namespace = 'scratch') =>
  `restoreJob: { manifest: ${manifest}, namespace: ${namespace} }`;

describe('the section recovery', () => {
  it('is right with manifests of the right kinds', () => {
    expect(complaints(`manifest: pod.yaml, ${drill('job.yaml')}`, read)).toEqual([]);
  });

  it('names no manifest that is not there, where files can be read', () => {
    const section = `drManifest: gone.yaml, ${drill('drills/gone.yaml')}`;
    expect(complaints(section, read)).toEqual([
      'recovery.drManifest: no such file: gone.yaml; give its path as seen from where the program runs',
      'recovery.restoreJob.manifest: no such file: drills/gone.yaml; give its path as seen from where the program runs',
    ]);
    expect(complaints(section, undefined)).toEqual([]);
  });

  it.each([
    ['pod.yaml', 'pod.yaml: expected a Job of apiVersion batch/v1 with containers'],
    ['bare.yaml', 'bare.yaml: expected a Job of apiVersion batch/v1 with containers'],
    ['list.yaml', 'list.yaml: expected a Job of apiVersion batch/v1 with containers'],
    ['empty.yaml', 'empty.yaml: expected a Job of apiVersion batch/v1 with containers'],
    ['broken.yaml', 'broken.yaml: not one document of YAML'],
  ])('restores with a Job, not with %s', (name, message) => {
    expect(complaints(drill(name), read)).toEqual([`recovery.restoreJob.manifest: ${message}`]);
  });

  it('restores into no namespace of the application', () => {
    expect(complaints(drill('job.yaml', 'shop'), read)).toEqual([
      'recovery.restoreJob.namespace: expected a scratch namespace, found shop, which is one of namespaces: a restore could overwrite the application’s data; make one for drills',
    ]);
  });

  it.each([
    ['manifest', 'restoreJob: { namespace: scratch }', 'missing; expected text'],
    ['namespace', 'restoreJob: { manifest: job.yaml }', 'missing; expected text'],
    ['timeoutMinutes', `${drill('job.yaml').slice(0, -1)}, timeoutMinutes: 20 }`, 'expected at most 12, found 20'],
    [
      'recoveryPoint',
      `${drill('job.yaml').slice(0, -1)}, recoveryPoint: restored }`,
      'expected a regular expression with 1 (...), found "restored"',
    ],
  ])('needs a right %s of the drill', (key, section, message) => {
    expect(complaints(section, read)).toEqual([`recovery.restoreJob.${key}: ${message}`]);
  });
});
