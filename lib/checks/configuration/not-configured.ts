/** Why a check of Secrets does not apply. */
export const noNamedSecrets = 'the configuration names no Secret';
