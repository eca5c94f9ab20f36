import { testSandbox } from './support/test-sandbox.ts';

await testSandbox('runsc');
