import { expect, test } from 'vitest';
import { count, formatBytes } from '#lib/report/count.ts';
import { nameSubject, nameSubjects } from '#lib/report/subjects.ts';
import { subject } from './sample-findings.ts';

test.each([
  [0, '0 warnings'],
  [1, '1 warning'],
  [999, '999 warnings'],
  [1203, '1,203 warnings'],
  [1_234_567, '1,234,567 warnings'],
])('%d counts as %s', (amount, text) => {
  expect(count(amount, 'warning')).toBe(text);
});

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.0 kB'],
  [837_000, '837 kB'],
  [99_949, '99.9 kB'],
  [100_000, '100 kB'],
  [1_300_000, '1.3 MB'],
  [54_000_000_000_000, '54000 GB'],
])('%d bytes are %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test('a subject is named with its namespace, if it has one', () => {
  expect(nameSubject(subject('Node a'))).toBe('Node a');
  expect(nameSubject(subject('Pod shop/a'))).toBe('Pod shop/a');
});

test('subjects are named up to a limit; kind and namespace only where they change', () => {
  const subjects = ['Pod shop/a', 'Pod shop/b', 'Pod ops/c', 'Job ops/d', 'Job ops/e'].map(subject);
  expect(nameSubjects(subjects, 5)).toBe('Pod shop/a, b, Pod ops/c, Job ops/d, e');
  expect(nameSubjects(subjects, 2)).toBe('Pod shop/a, b and 3 more');
  expect(nameSubjects([], 2)).toBe('');
});
