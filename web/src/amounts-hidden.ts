import { useLocalStorage } from '@mantine/hooks';

/** Whether somebody may be looking over the shoulder; remembered on this device, for all screens. */
export function useAmountsHidden() {
  return useLocalStorage({ key: 'akawo-amounts-hidden', defaultValue: false, getInitialValueInEffect: false });
}
