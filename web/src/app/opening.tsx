import { Page, Waiting } from '../design/index.ts';

export function Opening() {
  return (
    <Page title="Opening" width="narrow">
      <Waiting what="The page is opening." lines={4} />
    </Page>
  );
}
