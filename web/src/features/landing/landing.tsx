import { Page } from '../../design/index.ts';
import { StatusStrip } from '../status/index.ts';
import { ForDevelopers } from './for-developers.tsx';
import { Hero } from './hero.tsx';
import { Pillars } from './pillars.tsx';
import { Promises } from './promises.tsx';

export function Landing() {
  return (
    <Page title="Keep money together" width="wide">
      <Hero />
      <StatusStrip />
      <Pillars />
      <Promises />
      <ForDevelopers />
    </Page>
  );
}
