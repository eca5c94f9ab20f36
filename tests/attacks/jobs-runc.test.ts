import { testJobs } from './support/test-jobs.ts';

await testJobs('runc');
