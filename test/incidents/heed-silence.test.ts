import { describe, expect, it } from 'vitest';
import type { IncidentEvent } from '#lib/incidents/event.ts';
import { type Incident, nextActionAt, type Pause } from '#lib/incidents/incident.ts';
import { next } from '#lib/incidents/next.ts';
import { minute, openIncident, troubleOf } from './support.ts';

const pauseOf = (from: number, to: number): Pause => ({
  since: minute(from).toISOString(),
  until: minute(to).toISOString(),
});

function heed(incident: Incident, silence: Pause | null, at: number) {
  const event: IncidentEvent = { kind: 'silence', silence };
  return next(incident, event, minute(at));
}

const failing: IncidentEvent = {
  kind: 'tick',
  silence: null,
  recheck: { result: 'failing', trouble: troubleOf('node-a') },
};

describe('a silence that', () => {
  it('begins stops the clocks from its begin, and tells nobody', () => {
    const silenced = heed(openIncident(), pauseOf(10, 70), 11);
    expect([silenced.intents, silenced.incident.paused]).toEqual([[], pauseOf(10, 70)]);
    expect(nextActionAt(silenced.incident)).toBe(minute(70).toISOString());
    expect(silenced.log.map(({ by, text }) => `${by}: ${text}`)).toEqual([
      `runbook: silenced until ${minute(70).toISOString()}: clocks stand still`,
    ]);
  });

  it('was there before an incident stops its clocks from when it was paged', () => {
    expect(heed(openIncident(), pauseOf(-10, 70), 1).incident.paused).toEqual(pauseOf(0, 70));
  });

  it('is heeded already changes nothing', () => {
    const { incident } = heed(openIncident(), pauseOf(10, 70), 11);
    expect(heed(incident, pauseOf(10, 70), 12).incident).toBe(incident);
  });

  it('does not hold changes nothing', () => {
    const incident = openIncident();
    expect(heed(incident, null, 5).incident).toBe(incident);
    expect(heed(incident, pauseOf(0, 5), 5).incident).toBe(incident);
  });

  it('is longer keeps the clocks where they stand', () => {
    const { incident } = heed(openIncident(), pauseOf(10, 70), 11);
    expect(heed(incident, pauseOf(20, 90), 30).incident.paused).toEqual(pauseOf(10, 90));
  });

  it('is ended early makes its incidents due at once, which then have the time that was left', () => {
    const { incident } = heed(openIncident(), pauseOf(10, 70), 11);
    const ended = heed(incident, null, 40);
    expect(nextActionAt(ended.incident)).toBe(minute(40).toISOString());
    expect(ended.log.map(({ text }) => text)).toEqual(['the silence was ended']);
    const woken = next(ended.incident, failing, minute(40)).incident;
    expect([woken.responseDueAt, woken.resolutionDueAt]).toEqual([45, 60].map((at) => minute(at).toISOString()));
  });

  it('has come to its own end leaves the waking to the sweep', () => {
    const { incident } = heed(openIncident(), pauseOf(10, 70), 11);
    expect(heed(incident, null, 70).incident).toBe(incident);
  });
});
