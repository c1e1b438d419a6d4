import { expect, test } from 'vitest';
import { renderJunit } from '#lib/report/junit.ts';
import { failed, makeDocument, notApplicable, passed, step, unknown } from './make-document.ts';
import { sampleDocument } from './sample-document.ts';
import { finding, subject } from './sample-findings.ts';
import { readTags } from './tags.ts';

const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';

test('a suite for each step, a case for each check', () => {
  const warning = finding({ fingerprint: 'w', subject: subject('Pod shop/a'), message: 'Pod shop/a waits' });
  const critical = finding({
    fingerprint: 'c',
    severity: 'critical',
    subject: subject('Pod shop/b'),
    message: 'exit "1" <fatal> & gone',
    since: '2026-03-02T06:00:00Z',
    remediation: [{ text: 'Look.', command: 'kubectl logs b', verify: 'kubectl get b' }],
  });
  const info = finding({
    fingerprint: 'i',
    severity: 'info',
    subject: subject('Node a'),
    message: 'Node a is cordoned',
  });
  const document = makeDocument([
    step('One', [failed('a/failed', [warning, critical]), passed('a/passed'), passed('a/noted', [info], 'but one')]),
    step('Two', [
      { ...unknown('a/unknown', 'needs: list nodes'), findings: [info] },
      notApplicable('a/none', 'no such API'),
    ]),
  ]);
  expect(renderJunit(document)).toBe(`\
${declaration}<testsuites name="daily-morning on shop" tests="5" failures="1" errors="1" skipped="1" time="0.250">
  <testsuite name="One" package="one" id="0" tests="3" failures="1" errors="0" skipped="0" timestamp="2026-03-02T07:00:00">
    <testcase name="a/failed is well" classname="one.a/failed"><failure message="exit &#34;1&#34; &#60;fatal&#62; &#38; gone (and 1 more)" type="critical">CRITICAL exit &#34;1&#34; &#60;fatal&#62; &#38; gone
since 2026-03-02T06:00:00Z
on Pod shop/b
Look.
kubectl logs b
verify: kubectl get b

WARNING Pod shop/a waits
on Pod shop/a</failure></testcase>
    <testcase name="a/passed is well" classname="one.a/passed"/>
    <testcase name="a/noted is well" classname="one.a/noted"><system-out>but one

INFO Node a is cordoned
on Node a</system-out></testcase>
  </testsuite>
  <testsuite name="Two" package="two" id="1" tests="2" failures="0" errors="1" skipped="1" timestamp="2026-03-02T07:00:00">
    <testcase name="a/unknown is well" classname="two.a/unknown"><error message="needs: list nodes" type="unknown">INFO Node a is cordoned
on Node a</error></testcase>
    <testcase name="a/none is well" classname="two.a/none"><skipped message="no such API"/></testcase>
  </testsuite>
</testsuites>
`);
});

test('the sample is well-formed, with one outcome at most in each case', () => {
  const tags = readTags(renderJunit(sampleDocument).slice(declaration.length));
  const amount = (name: string) => tags.filter((tag) => tag.split(' ')[0] === name).length;
  expect(['testcase', 'failure', 'error', 'skipped', 'system-out'].map(amount)).toEqual([19, 9, 2, 2, 3]);
});
