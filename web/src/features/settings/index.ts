export { Devices } from './devices.tsx';
export { Password } from './password.tsx';
export { Pin } from './pin.tsx';
export { SecurityTrail } from './security-trail.tsx';
export { Settings } from './settings.tsx';
