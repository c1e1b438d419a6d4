import { describe, expect, it } from 'vitest';
import { configurationSecretReferences } from '#lib/checks/configuration/secret-references.ts';
import { toWarningEvent } from '#lib/cluster/sources/events.ts';
import { observe } from '../../support/observe.ts';
import { buildPod, buildSecret, buildTemplate, withApp } from './build-configuration.ts';

const needs = (name: string) => withApp({ envFrom: [{ secretRef: { name } }] });
const unready = { conditions: [{ type: 'Ready', status: 'False' }] };

function judge(pod: object, message = '', secret = buildSecret({ user: 'a' })) {
  const involvedObject = { kind: 'Pod', namespace: 'shop', name: 'cart-5d8f-a' };
  const event = toWarningEvent({ metadata: {}, reason: 'FailedMount', message, involvedObject });
  return observe(configurationSecretReferences, {
    templateReferences: [buildTemplate(needs('db'))],
    podReferences: [buildPod(needs('db'), { status: pod })],
    namedSecrets: [secret],
    warningEvents: [event],
  }).observations.map((observation) => observation.message);
}

describe('configuration/secret-references', () => {
  it('looks a named Secret up', () => {
    expect(judge({}, '', buildSecret(null))).toEqual([
      'Deployment shop/cart refers to Secret db, which does not exist (container app, envFrom)',
    ]);
  });

  it.each([
    ['secret "keys" not found', 'keys'],
    ["couldn't find key a.b in Secret shop/keys.v1", 'keys.v1'],
  ])('is told of any other by a container that waits: %s', (message, name) => {
    const state = { waiting: { reason: 'CreateContainerConfigError', message } };
    expect(judge({ containerStatuses: [{ name: 'app', state }] })).toEqual([
      `Pod shop/cart-5d8f-a misses something of Secret ${name}: ${message}`,
    ]);
  });

  it.each([
    ['MountVolume.SetUp failed for volume "tls" : secret "keys" not found', 'keys'],
    ['MountVolume.SetUp failed for volume "tls" : object "shop"/"x" not registered', null],
    ['Unable to retrieve some image pull secrets (registry); attempting to pull', 'registry'],
  ])('is told by an event: %s', (message, name) => {
    expect(judge(unready, message)).toEqual(
      name === null ? [] : [`Pod shop/cart-5d8f-a misses something of Secret ${name}: ${message}`],
    );
  });

  it('takes an event for old news once the pod is ready', () => {
    expect(judge({ conditions: [{ type: 'Ready', status: 'True' }] }, 'secret "keys" not found')).toEqual([]);
  });
});
