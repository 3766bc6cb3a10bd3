export { createDiskStorage, type DiskStorageOptions } from './disk-storage.ts';
export { storageUnavailable } from './problems.ts';
export { createS3Storage, type S3StorageOptions } from './s3-storage.ts';
export { type Storage } from './storage.ts';
