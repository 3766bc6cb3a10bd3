import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useEffect } from 'react';
import { session } from '../api.ts';
import { cssVariablesResolver, theme } from '../design/index.ts';
import { queryClient } from './query-client.ts';
import { router } from './router.tsx';

// The same key that public/color-scheme.js reads before the first paint.
const colorSchemeManager = localStorageColorSchemeManager({ key: 'akawo-color-scheme' });

export function App() {
  useChangeOfPerson();
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariablesResolver}
      defaultColorScheme="auto"
      colorSchemeManager={colorSchemeManager}
    >
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  );
}

/** Nothing of one person is shown to another; the guards of the routes then decide which screen is right. */
function useChangeOfPerson() {
  useEffect(
    () =>
      session.subscribe(() => {
        queryClient.clear();
        void router.invalidate();
      }),
    [],
  );
}
