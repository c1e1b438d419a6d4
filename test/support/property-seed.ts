import * as fc from 'fast-check';

// One seed, so that the same tree gives the same verdict everywhere; FC_SEED=$RANDOM npm test looks for what it misses.
fc.configureGlobal({ seed: Number(process.env['FC_SEED'] ?? 20_260_302) });
