// Loaded when first needed: nothing else of the SDK's package comes along.
export { Inspector2Client, ListFindingsCommand } from '@aws-sdk/client-inspector2';
