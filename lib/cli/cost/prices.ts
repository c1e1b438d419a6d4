/**
 * US dollars for one unit of what AWS charges for, as on the price pages:
 *
 * - Lambda: https://aws.amazon.com/lambda/pricing/ (arm64)
 * - Scheduler: https://aws.amazon.com/eventbridge/pricing/
 * - DynamoDB: https://aws.amazon.com/dynamodb/pricing/on-demand/
 * - SNS: https://aws.amazon.com/sns/pricing/
 * - KMS: https://aws.amazon.com/kms/pricing/
 * - CloudWatch: https://aws.amazon.com/cloudwatch/pricing/
 */
export interface Prices {
  /** Lambda on arm64, a gigabyte of memory for a second. */
  readonly lambdaGbSecond: number;
  readonly lambdaRequest: number;
  readonly schedulerInvocation: number;
  /** DynamoDB on demand. */
  readonly readUnit: number;
  readonly writeUnit: number;
  readonly tableGbMonth: number;
  readonly recoveryGbMonth: number;
  readonly snsPublish: number;
  readonly emailDelivery: number;
  /** A key; the first and the second time that it is rotated add as much again. */
  readonly kmsKeyMonth: number;
  readonly kmsRequest: number;
  readonly alarmMetricMonth: number;
  readonly dashboardMonth: number;
  readonly customMetricMonth: number;
  readonly logIngestGb: number;
  readonly logGbMonth: number;
}

/** When the prices of us-east-1 were compared with what is published of them. */
export const pricesAsOf = '2026-11';

const virginia: Prices = {
  lambdaGbSecond: 0.0000133334,
  lambdaRequest: 0.2e-6,
  schedulerInvocation: 1e-6,
  readUnit: 0.125e-6,
  writeUnit: 0.625e-6,
  tableGbMonth: 0.25,
  recoveryGbMonth: 0.2,
  snsPublish: 0.5e-6,
  emailDelivery: 20e-6,
  kmsKeyMonth: 1,
  kmsRequest: 3e-6,
  alarmMetricMonth: 0.1,
  dashboardMonth: 3,
  customMetricMonth: 0.3,
  logIngestGb: 0.5,
  logGbMonth: 0.03,
};

/**
 * List prices by region, without any free allowance. The pages show other regions only to a browser: of Ireland what is
 * known to differ, by a tenth or so, which is a cent or two a month here.
 */
export const pricesByRegion: Readonly<Record<string, Prices>> = {
  'us-east-1': virginia,
  'eu-west-1': {
    ...virginia,
    readUnit: 0.1415e-6,
    writeUnit: 0.705e-6,
    tableGbMonth: 0.283,
    recoveryGbMonth: 0.226,
    logIngestGb: 0.57,
  },
};
