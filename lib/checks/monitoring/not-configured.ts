/** How checks of Prometheus end where the configuration names none. */
export const noPrometheus = { notApplicable: 'the configuration names no Prometheus (monitoring.prometheus)' } as const;
