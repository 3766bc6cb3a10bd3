import type { Group, Setting } from './setting.ts';
import { settings } from './settings.ts';

const heading = `# The settings of Akawo. None is needed to try it: copy this file to .env and uncomment what you want to change.
# Each line shows the default. Made from server/src/platform/config/settings.ts by \`npm run generate\`.`;

/** The committed `.env.example`, made from the declarations so that it cannot go stale. */
export function renderEnvExample(): string {
  const groups = Object.values<Group>(settings).map((group) => {
    return [`# ${group.title.toUpperCase()}`, ...Object.values(group.settings).map(renderSetting)].join('\n\n');
  });
  return `${[heading, ...groups].join('\n\n\n')}\n`;
}

function renderSetting({ variable, description, fallback, example, requiredInProduction }: Setting<unknown>): string {
  const remarks = [
    `# ${description}`,
    ...(requiredInProduction ? ['# Required in production.'] : []),
    ...(fallback === undefined || fallback.says === '' ? [`# For example: ${variable}=${example}`] : []),
    ...(fallback !== undefined && isProse(fallback.says) ? [`# Default: ${fallback.says}`] : []),
  ];
  const value = fallback === undefined || isProse(fallback.says) ? '' : fallback.says;
  return [...remarks, `# ${variable}=${value}`].join('\n');
}

/** A default that depends on something cannot stand after the equals sign as it is. */
function isProse(says: string): boolean {
  return /[\s<]/.test(says);
}
