export { passwordAdvice, refuseNewPassword } from './new-password.ts';
export { useAsking } from './use-asking.ts';
