/** @file Debian's redis-server, on a socket of its own. */

import { spawn, spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";

/** Why suites that need it are left out here; undefined if it is there. */
export const noRedis =
  spawnSync("redis-server", ["--version"]).status === 0
    ? undefined
    : "there is no redis-server here (Debian: apt-get install redis-server)";

export interface RedisServer {
  /** Path of its socket. */
  url: string;
  /** Ends it as a shutdown does; `start` goes on with what it had. */
  stop(): Promise<void>;
  start(): Promise<void>;
  remove(): Promise<void>;
  /** How many keys match. */
  keys(pattern: string): Promise<number>;
  /** Forgets everything. */
  flush(): Promise<void>;
}

export async function startRedis(): Promise<RedisServer> {
  // A socket's path may be but a hundred characters long.
  const directory = await mkdtemp(join(tmpdir(), "lg-redis-"));
  const url = join(directory, "s");
  let end: (() => Promise<void>) | undefined;
  const ask = async <T>(what: (redis: Redis) => Promise<T>): Promise<T> => {
    const redis = new Redis(url);
    try {
      return await what(redis);
    } finally {
      redis.disconnect();
    }
  };
  const server: RedisServer = {
    url,
    keys: async (pattern) => (await ask((redis) => redis.keys(pattern))).length,
    async flush() {
      await ask((redis) => redis.flushall());
    },
    start: () =>
      new Promise((resolve, reject) => {
        const options = ["--port", "0", "--unixsocket", url, "--dir", directory, "--appendonly", "yes", "--save", ""];
        const child = spawn("redis-server", options, { stdio: ["ignore", "pipe", "inherit"] });
        const closed = new Promise<void>((done) => child.once("close", () => done()));
        child.once("error", reject);
        let log = "";
        child.stdout.on("data", (chunk) => {
          log += String(chunk);
          if (log.includes("ready to accept connections")) resolve();
        });
        void closed.then(() => reject(new Error(`redis-server has ended:\n${log}`)));
        end = () => {
          child.kill("SIGTERM");
          return closed;
        };
      }),
    async stop() {
      await end?.();
      end = undefined;
    },
    async remove() {
      await server.stop();
      await rm(directory, { recursive: true });
    },
  };
  await server.start();
  return server;
}
