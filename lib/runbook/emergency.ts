import { incidentDetection } from './steps/incident-detection.ts';
import { incidentResponse } from './steps/incident-response.ts';
import type { Window } from './window.ts';

/** Critical incident response: on demand, so it has no schedule. */
export const emergency: Window = {
  id: 'emergency',
  title: 'Critical Incident Response',
  steps: [incidentDetection, incidentResponse],
};
