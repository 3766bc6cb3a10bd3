export { ForgotPassword } from './forgot-password.tsx';
export { ResetPassword } from './reset-password.tsx';
export { SignIn } from './sign-in.tsx';
export { SignUp } from './sign-up.tsx';
export { VerifyEmail } from './verify-email.tsx';
