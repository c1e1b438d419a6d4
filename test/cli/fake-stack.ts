import type { AwsAnswer, AwsCall } from '../eks/fake-aws.ts';

/** What AWS is asked, as IAM names it: `DescribeStacks`, `FilterLogEvents`, `Invoke`. */
export function operationOf({ line, form, headers }: AwsCall): string {
  const target = String(headers['x-amz-target'] ?? '').split('.')[1];
  if (target !== undefined) return target;
  return form.get('Action') ?? (line.includes('/invocations') ? 'Invoke' : line);
}

/** The answer to each operation; what is not here is refused, so that no call goes unseen. */
export type Answers = Readonly<Record<string, AwsAnswer | ((call: AwsCall) => AwsAnswer)>>;

export function answerWith(answers: Answers): (call: AwsCall) => AwsAnswer {
  return (call) => {
    const answer = answers[operationOf(call)];
    if (answer === undefined) return xmlError(400, 'Unexpected', `nobody expected ${operationOf(call)}`);
    return typeof answer === 'function' ? answer(call) : answer;
  };
}

export const topicArn = (name: string) => `arn:aws:sns:eu-west-1:111122223333:${name}`;

const shippedOutputs = { TableName: 'runs', ReportTopicArn: topicArn('reports'), AlarmTopicArn: topicArn('alarms') };

/** CloudFormation's answer for a stack that is there. */
export function describedStack(outputs: Readonly<Record<string, string>> = shippedOutputs, status = 'UPDATE_COMPLETE') {
  const members = Object.entries(outputs).map(
    ([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`,
  );
  const stack = `<StackName>x</StackName><CreationTime>2026-01-01T00:00:00Z</CreationTime><StackStatus>${status}</StackStatus>`;
  return xml('DescribeStacks', `<Stacks><member>${stack}<Outputs>${members.join('')}</Outputs></member></Stacks>`);
}

/** CloudFormation's answer with the functions of a stack, and a resource that is none. */
export function listedFunctions(...names: string[]): AwsAnswer {
  const resources = [
    ['AWS::SQS::Queue', 'letters-daily-morning'],
    ...names.map((name) => ['AWS::Lambda::Function', name]),
  ];
  const members = resources.map(
    ([type, name]) =>
      `<member><LogicalResourceId>x</LogicalResourceId><PhysicalResourceId>${name}</PhysicalResourceId><ResourceType>${type}</ResourceType></member>`,
  );
  return xml('ListStackResources', `<StackResourceSummaries>${members.join('')}</StackResourceSummaries>`);
}

/** An answer of the services that speak XML. */
export function xml(operation: string, result: string): AwsAnswer {
  return { body: `<${operation}Response><${operation}Result>${result}</${operation}Result></${operation}Response>` };
}

export function xmlError(status: number, code: string, message: string): AwsAnswer {
  return {
    status,
    body: `<ErrorResponse><Error><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
  };
}

/** An error of the services that speak JSON. */
export function jsonError(status: number, code: string, message: string): AwsAnswer {
  return { status, body: { message }, headers: { 'x-amzn-errortype': code } };
}
