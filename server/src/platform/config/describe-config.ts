import type { Config } from './read-config.ts';
import type { Group } from './setting.ts';
import { settings } from './settings.ts';

/** One line per variable: its name, its value (secrets hidden) and where that came from. */
export function describeConfig(config: Config): string {
  const groups: Readonly<Record<string, Readonly<Record<string, unknown>>>> = config;
  const rows = Object.entries<Group>(settings).flatMap(([groupName, group]) =>
    Object.entries(group.settings).map(([name, { variable, kind }]) => {
      const value = groups[groupName]?.[name];
      return [variable, value === undefined ? '-' : kind.show(value) || '-', config.origins[variable] ?? ''];
    }),
  );
  const width = (column: number) => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  const [names, values] = [width(0), width(1)];
  return rows
    .map(([name = '', value = '', origin = '']) => `${name.padEnd(names)}  ${value.padEnd(values)}  ${origin}`)
    .join('\n');
}
