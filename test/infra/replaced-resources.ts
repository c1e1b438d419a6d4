/** A CloudFormation template, as far as it is compared. */
export interface ComparedTemplate {
  readonly Resources: Readonly<Record<string, ComparedResource>>;
}

export interface ComparedResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

/**
 * What holds something that would be gone with the resource (runs, confirmed subscriptions, logs, addresses that people
 * have), and the properties whose update replaces it or is refused: "Update requires: Replacement" on the page of the
 * type, https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html
 */
const replacingProperties: Readonly<Record<string, readonly string[]>> = {
  'AWS::DynamoDB::GlobalTable': ['TableName', 'KeySchema', 'LocalSecondaryIndexes', 'GlobalTableSourceArn'],
  'AWS::SNS::Topic': ['TopicName', 'FifoTopic'],
  'AWS::SNS::Subscription': ['Endpoint', 'Protocol', 'TopicArn', 'Region'],
  'AWS::KMS::Key': ['KeySpec', 'KeyUsage', 'MultiRegion', 'Origin'],
  'AWS::Logs::LogGroup': ['LogGroupName'],
  'AWS::SQS::Queue': ['QueueName', 'FifoQueue'],
  'AWS::Lambda::Url': ['TargetFunctionArn', 'Qualifier'],
  'AWS::Lambda::Function': ['FunctionName', 'PackageType', 'TenancyConfig'],
};

/** Whether what a resource holds would be gone with it. */
export function isHolding({ Type }: ComparedResource): boolean {
  return Type in replacingProperties;
}

/** What an update from one template to another would lose: a line for each resource, none when it loses nothing. */
export function findReplaced(before: ComparedTemplate, after: ComparedTemplate): string[] {
  return Object.entries(before.Resources).flatMap(([id, old]) => {
    if (!isHolding(old)) return [];
    const now = after.Resources[id];
    if (!now) return `${id} (${old.Type}) is no longer there`;
    if (now.Type !== old.Type) return `${id} was ${old.Type} and is ${now.Type}`;
    return (replacingProperties[old.Type] ?? []).flatMap((name) => {
      const [was, is] = [old.Properties?.[name], now.Properties?.[name]].map((value) => JSON.stringify(value));
      return was === is ? [] : `${id} (${old.Type}) is replaced: ${name} was ${was} and is ${is}`;
    });
  });
}
