/** By the clock of the device: it is where the person is. */
export function greetingAt(moment: Date): string {
  const hour = moment.getHours();
  if (hour < 12) return 'Good morning';
  return hour < 17 ? 'Good afternoon' : 'Good evening';
}
