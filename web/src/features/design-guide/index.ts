export { DesignGuide } from './design-guide.tsx';
