import * as shapes from '@atoll/schemas/indexer/tokens';
import * as tables from '../../store/tables/read.ts';
import { bind } from '../resource/binding.ts';
import { compile } from '../resource/compiled.ts';

export const tokens = compile(
  bind({
    shape: shapes.tokens,
    table: tables.tokens,
    kind: 'read',
    key: ['token'],
    sorts: { token: { columns: ['token'] } },
  }),
);
