import { describe, expect, it } from 'vitest';
import { findNearest } from '#lib/config/nearest.ts';

const windows = ['daily-morning', 'weekly-security', 'monthly-security', 'emergency'];

describe('the nearest known word', () => {
  it.each([
    ['daily-mornign', windows, 'daily-morning'],
    ['DAILY-MORNING', windows, 'daily-morning'],
    ['montly-securty', windows, 'monthly-security'],
    ['prot', ['port', 'name'], 'port'],
    ['Prometheus', ['prometheus', 'alertmanager'], 'prometheus'],
    ['timezone', ['timeZone', 'cluster'], 'timeZone'],
    ['service', ['services', 'servicexx'], 'services'],
    ['service', ['servicexx', 'services'], 'services'],
    ['ip', ['id', 'name'], 'id'],
  ])('of %s', (word, known, nearest) => {
    expect(findNearest(word, known)).toBe(nearest);
  });

  it.each([
    ['nightly', windows],
    ['xyz', ['id', 'name']],
    ['kind', ['port', 'name']],
    ['daily', []],
  ])('of %s is none', (word, known) => {
    expect(findNearest(word, known)).toBeUndefined();
  });
});
