/** @file Who may come in, and how often. */

import type { Context, MiddlewareHandler } from "hono";
import { RateLimiterMemory, type RateLimiterRes } from "rate-limiter-flexible";
import { everyone } from "./adapter-store.js";
import { ApiError, tooMany } from "./api-error.js";
import type { Env } from "./context.js";
import type { ApiKey, KeyRing } from "./keys.js";

/** Sets the client of a request, and the largest body it may have. Without keys, clients are told apart by `address`. */
export function admission(
  keys: KeyRing | undefined,
  bodyBytes: number,
  address: (c: Context<Env>) => string,
): MiddlewareHandler<Env> {
  const requests = new Rates("requests");
  const adapters = new Rates("adapters");
  return async (c, next) => {
    if (!keys) {
      c.set("client", { owner: everyone, name: address(c), mayMake: () => Promise.resolve() });
      c.set("bodyBytes", bodyBytes);
      await next();
      return;
    }
    const [scheme, presented] = (c.req.header("authorization") ?? "").split(" ", 2);
    const key = presented !== undefined && scheme?.toLowerCase() === "bearer" ? await keys.find(presented) : undefined;
    if (!key)
      throw new ApiError(
        401,
        presented === undefined
          ? "there is no API key; send it as a header: Authorization: Bearer KEY"
          : "the API key is not one of this server's",
        { type: "authentication_error", code: "invalid_api_key", headers: { "WWW-Authenticate": "Bearer" } },
      );
    await requests.take(key, key.limits.requestsPerMinute);
    c.set("client", {
      owner: key.id,
      name: key.id,
      mayMake: () => adapters.take(key, key.limits.adaptersPerMinute),
    });
    c.set("bodyBytes", Math.min(bodyBytes, key.limits.bodyBytes ?? bodyBytes));
    await next();
  };
}

/** So many a minute for each key. */
class Rates {
  /** By key and limit: a limit may change while the server runs. */
  readonly #limiters = new Map<number, RateLimiterMemory>();

  constructor(private readonly what: string) {}

  /** Throws a 429 `ApiError` that tells when the minute is over. */
  async take({ id }: ApiKey, perMinute: number | undefined): Promise<void> {
    if (perMinute === undefined) return;
    let limiter = this.#limiters.get(perMinute);
    if (!limiter) this.#limiters.set(perMinute, (limiter = new RateLimiterMemory({ points: perMinute, duration: 60 })));
    try {
      await limiter.consume(id);
    } catch (refused) {
      if (refused instanceof Error) throw refused;
      const { msBeforeNext } = refused as RateLimiterRes;
      throw tooMany(`this key may make ${perMinute} ${this.what} a minute`, "rate_limit_exceeded", msBeforeNext / 1000);
    }
  }
}
