import { Duration, TimeZone } from 'aws-cdk-lib';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import type { Functions } from './functions.ts';
import type { TimetableEntry } from './schedules.ts';
import type { PlannedWindow } from './window-plan.ts';

/** When each function runs: a window once for each cluster, the sweep every minute. */
export function timetableOf(windows: readonly PlannedWindow[], functions: Functions): TimetableEntry[] {
  const entries = windows.flatMap(({ window, schedules }) => {
    const lambda = functions.get(window.id);
    if (!lambda) return [];
    return schedules.map(
      ({ cluster, expression, timeZone, dailyHours }): TimetableEntry => ({
        name: `${window.id}-${cluster.name}`,
        description: `${window.title}: ${cluster.name}`,
        expression: ScheduleExpression.expression(expression, TimeZone.of(timeZone)),
        isDaily: dailyHours.size > 0,
        lambda,
        input: { cluster: cluster.name },
      }),
    );
  });
  const sweep = functions.get('sweep');
  if (!sweep) return entries;
  const expression = ScheduleExpression.rate(Duration.minutes(1));
  const description = 'Chases open incidents';
  return [...entries, { name: 'sweep', description, expression, isDaily: false, lambda: sweep, input: {} }];
}
