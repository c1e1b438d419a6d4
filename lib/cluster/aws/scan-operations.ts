import type { DescribeImageScanFindingsRequest, DescribeImageScanFindingsResponse } from '@aws-sdk/client-ecr';
import type { ListFindingsRequest, ListFindingsResponse } from '@aws-sdk/client-inspector2';
import type { AwsOperation } from './aws-api.ts';

export const describeImageScanFindings: AwsOperation<
  DescribeImageScanFindingsRequest,
  DescribeImageScanFindingsResponse
> = {
  action: 'ecr:DescribeImageScanFindings',
  pageField: 'nextToken',
  async open(settings) {
    const { ECRClient, DescribeImageScanFindingsCommand } = await import('./clients/ecr.ts');
    const client = new ECRClient(settings);
    return (input, options) => client.send(new DescribeImageScanFindingsCommand(input), options);
  },
};

export const listFindings: AwsOperation<ListFindingsRequest, ListFindingsResponse> = {
  action: 'inspector2:ListFindings',
  pageField: 'nextToken',
  async open(settings) {
    const { Inspector2Client, ListFindingsCommand } = await import('./clients/inspector.ts');
    const client = new Inspector2Client(settings);
    return (input, options) => client.send(new ListFindingsCommand(input), options);
  },
};
