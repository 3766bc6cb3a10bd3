export { SignOut } from './sign-out.tsx';
