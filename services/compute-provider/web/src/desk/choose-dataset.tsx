import { DatasetSnapshot } from '@atoll/schemas/provider-api';
import { request } from '@atoll/sdk/request';
import { providerOf, providerPaths } from '@atoll/sdk/services';
import { SelectField } from '@atoll/ui/desk/fields.tsx';
import { useDesk } from '@atoll/ui/desk/use-desk.ts';
import { Loaded } from '@atoll/ui/loading.tsx';
import { type ReactNode, useState } from 'react';
import { z } from 'zod';
import type { DeskSession } from './desk.tsx';

/** Every snapshot that the provider keeps, newest first. */
export function useDatasets(session: DeskSession) {
  return useDesk(session.market, ['datasets'], (desk) =>
    request(desk, {
      service: providerOf(desk),
      method: 'GET',
      path: providerPaths.datasets,
      signed: true,
      reply: z.array(DatasetSnapshot),
    }),
  );
}

/** Lets one of the registered names be chosen and shows what is to be shown of it. */
export function ChooseDataset(input: {
  session: DeskSession;
  children: (name: string, snapshots: readonly DatasetSnapshot[]) => ReactNode;
}) {
  const datasets = useDatasets(input.session);
  const [chosen, setChosen] = useState('');
  return (
    <Loaded query={datasets} what="Reading your datasets">
      {(snapshots) => {
        const names = [...new Set(snapshots.map(({ name }) => name))];
        const name = names.includes(chosen) ? chosen : names[0];
        if (name === undefined)
          return <p className="notice">No dataset is registered here yet. Publish one at the marketplace.</p>;
        return (
          <>
            <SelectField
              label="Dataset"
              value={name}
              onValue={setChosen}
              options={names.map((each) => [each, each] as const)}
            />
            {input.children(
              name,
              snapshots.filter((snapshot) => snapshot.name === name),
            )}
          </>
        );
      }}
    </Loaded>
  );
}
