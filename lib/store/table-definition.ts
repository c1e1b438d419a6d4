/**
 * The table as it is created, by whichever tool creates it: key and index names, what the index carries, and the
 * field that DynamoDB's time to live looks at. All keys are texts.
 *
 * `gsi1` is sparse: an item is in it while it has both keys. Items are listed (or due) in the order of `gsi1sk`.
 */
export const tableDefinition = {
  partitionKey: 'pk',
  sortKey: 'sk',
  timeToLiveField: 'expiresAt',
  indexes: [{ name: 'gsi1', partitionKey: 'gsi1pk', sortKey: 'gsi1sk', projection: 'ALL' }],
} as const;
