import { createClient } from '@hey-api/openapi-ts';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Writes the typed client for a contract into a folder, the same bytes each time.
 * A drift check generates into a temporary folder and compares it with the committed one.
 */
export async function generateSdk({ contract, output }: { contract: string; output: string }): Promise<void> {
  await createClient({
    input: JSON.parse(await readFile(contract, 'utf8')) as Record<string, unknown>,
    output: {
      path: output,
      clean: true,
      module: { extension: '.ts' },
      tsConfigPath: null,
      // The generator copies its own runtime beside what it generates. That runtime is not written for
      // `exactOptionalPropertyTypes`, so it is trusted as it is; everything made from our contract is type-checked.
      header: ({ file, defaultValue }) => (file ? [...defaultValue] : [...defaultValue, '// @ts-nocheck']),
    },
    plugins: ['@hey-api/client-fetch', '@hey-api/typescript', '@hey-api/sdk'],
    logs: { level: 'silent', file: false },
  });
}

if (import.meta.main) {
  await generateSdk({
    contract: join(import.meta.dirname, 'openapi.json'),
    output: join(import.meta.dirname, 'src', 'generated'),
  });
}
