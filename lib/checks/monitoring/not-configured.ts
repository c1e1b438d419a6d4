/** How checks of Prometheus end where the configuration names none. */
export const noPrometheus = { notApplicable: 'the configuration names no Prometheus (monitoring.prometheus)' } as const;

/** How checks of Alertmanager end where the configuration names none. */
export const noAlertmanager = {
  notApplicable: 'the configuration names no Alertmanager (monitoring.alertmanager)',
} as const;
