/** What stands as the window of incidents that no window has found: those of the way to people itself. */
export const alertPathWindow = 'alert-path';
