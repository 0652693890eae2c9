/** Real servers that tests may use beside the embedded ones. */
export const testPostgresUrl: string | undefined = process.env.TEST_POSTGRES_URL
export const testRedisUrl: string | undefined = process.env.TEST_REDIS_URL
/** Where what several test files start from is kept for one run; test/prepare-run.ts sets it. */
export const preparedDir: string | undefined = process.env.TEST_PREPARED_DIR
