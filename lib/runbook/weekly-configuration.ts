import { windowSchedules } from './schedules.ts';
import { configurationReview } from './steps/configuration-review.ts';
import { configurationValidation } from './steps/configuration-validation.ts';
import type { Window } from './window.ts';

/** Wednesday's review of the configuration. */
export const weeklyConfiguration: Window = {
  id: 'weekly-configuration',
  title: 'Configuration Management',
  schedule: windowSchedules['weekly-configuration'],
  steps: [configurationReview, configurationValidation],
};
