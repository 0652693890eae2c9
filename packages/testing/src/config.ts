/** Real servers that tests may use beside the embedded ones. */
export const testPostgresUrl: string | undefined = process.env.TEST_POSTGRES_URL
export const testRedisUrl: string | undefined = process.env.TEST_REDIS_URL
