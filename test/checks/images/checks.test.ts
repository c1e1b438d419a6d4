import { describe, expect, it } from 'vitest';
import { imagesPinned } from '#lib/checks/images/pinned.ts';
import { imagesPullPolicy } from '#lib/checks/images/pull-policy.ts';
import { imagesRegistriesAllowed } from '#lib/checks/images/registries-allowed.ts';
import { imagesVulnerabilities } from '#lib/checks/images/vulnerabilities.ts';
import { toVulnerabilityReport, type Vulnerability } from '#lib/cluster/sources/vulnerability-reports.ts';
import { configWith } from '../../support/config.ts';
import { observe } from '../../support/observe.ts';
import { container, podSpec } from '../pod-security/build-spec.ts';

const using = (image: string, imagePullPolicy = 'IfNotPresent') => ({
  podSecuritySpecs: { items: [podSpec({ containers: [container({ image, imagePullPolicy })] })], isComplete: true },
});

describe('images/pinned', () => {
  it('finds a tag that is moved', () => {
    expect(observe(imagesPinned, using('quay.io/cart:latest'))).toEqual({
      observations: [
        {
          subject: { kind: 'Pod', namespace: 'ecommerce', name: 'cart-0' },
          owner: { kind: 'Pod', namespace: 'ecommerce', name: 'cart-0' },
          discriminator: 'app',
          message: 'Pod ecommerce/cart-0, container app: image quay.io/cart:latest has tag latest, which is moved',
          evidence: { container: 'app', image: 'quay.io/cart:latest' },
        },
      ],
      conclusion: { examined: 1, measurements: { 'images/pinned': { images: 1, withDigest: 0 } } },
    });
  });

  it('asks for digests only where that is set', () => {
    expect(observe(imagesPinned, using('quay.io/cart:1')).observations).toEqual([]);
    const { observations } = observe(imagesPinned, using('quay.io/cart:1'), { settings: { requireDigest: true } });
    expect(observations.map(({ message }) => message)).toEqual([
      'Pod ecommerce/cart-0, container app: image quay.io/cart:1 has no digest',
    ]);
  });
});

it.each<[string, string, string[]]>([
  ['quay.io/cart:latest', 'Always', []],
  ['quay.io/cart:1', 'IfNotPresent', []],
  [
    'quay.io/cart:latest',
    'IfNotPresent',
    ['image quay.io/cart:latest may be moved and is pulled only where it is missing: nodes may run different ones'],
  ],
  ['quay.io/cart:1', 'Never', ['image quay.io/cart:1 is never pulled (imagePullPolicy Never): a new node has none']],
])('images/pull-policy: %s, %s', (image, policy, expected) => {
  const { observations } = observe(imagesPullPolicy, using(image, policy));
  expect(observations.map(({ message }) => message.replace('Pod ecommerce/cart-0, container app: ', ''))).toEqual(
    expected,
  );
});

describe('images/registries-allowed', () => {
  const judge = (allowedRegistries: string[]) =>
    observe(imagesRegistriesAllowed, using('shop/cart:1'), { config: configWith({ images: { allowedRegistries } }) });

  it('does not judge while none is named', () => {
    expect(judge([]).conclusion).toEqual({ notApplicable: 'images.allowedRegistries names no registry' });
  });

  it('finds an image from elsewhere, and says from where', () => {
    expect(judge(['quay.io']).observations).toMatchObject([{ evidence: { registry: 'docker.io' } }]);
    expect(judge(['docker.io']).observations).toEqual([]);
  });
});

describe('images/vulnerabilities', () => {
  const some = (count: number, severity: string, fixedIn = '2'): Vulnerability[] =>
    Array.from({ length: count }, (_, index) => ({ id: `CVE-${index}`, severity, resource: 'zlib', fixedIn }));
  const judge = (vulnerabilities: Vulnerability[]) => {
    const labels = { 'trivy-operator.resource.kind': 'ReplicaSet', 'trivy-operator.resource.name': 'cart-7d9f' };
    const report = toVulnerabilityReport({ metadata: { namespace: 'ecommerce', name: 'r', labels } });
    return observe(imagesVulnerabilities, { vulnerabilityReports: [{ ...report, vulnerabilities }] }).observations;
  };

  it.each<[string, Vulnerability[], number]>([
    ['five critical', some(5, 'critical'), 0],
    ['six critical', some(6, 'critical'), 1],
    ['ten high', some(10, 'high'), 0],
    ['eleven high', some(11, 'high'), 1],
    ['many that nothing mends', some(99, 'critical', ''), 0],
  ])('%s', (_what, vulnerabilities, findings) => {
    expect(judge(vulnerabilities)).toHaveLength(findings);
  });

  it('is of the Deployment, and names the worst', () => {
    expect(judge([...some(12, 'high'), ...some(1, 'critical')])).toMatchObject([
      {
        subject: { kind: 'ReplicaSet', namespace: 'ecommerce', name: 'cart-7d9f' },
        owner: { kind: 'Deployment', namespace: 'ecommerce', name: 'cart' },
        evidence: { critical: 1, high: 12, worst: expect.arrayContaining(['CVE-0 zlib -> 2']) },
      },
    ]);
  });

  it('keeps of a report what is serious, with the image as it is named', () => {
    const report = {
      registry: { server: 'quay.io' },
      artifact: { repository: 'shop/cart', digest: 'sha256:ab' },
      vulnerabilities: [{ vulnerabilityID: 'CVE-1', severity: 'HIGH' }, { severity: 'LOW' }, {}],
    };
    expect(toVulnerabilityReport({ report })).toMatchObject({
      image: 'quay.io/shop/cart@sha256:ab',
      vulnerabilities: [{ id: 'CVE-1', severity: 'high', resource: '', fixedIn: '' }],
    });
  });
});
