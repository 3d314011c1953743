/** @file What a worker thread does for one program: holds its session, and answers requests. */

import type { EmittedModel } from "../graph/index.js";
import type { TensorMap } from "../tensor/host-tensor.js";
import type { Growing, HoldOptions, Program, Resident, SessionOptions } from "./program.js";
import type { WorkerRequest } from "./worker-program.js";

const over = (residents: ReadonlyMap<number, Resident>, key: number | undefined): HoldOptions =>
  key === undefined ? {} : { over: residents.get(key)! };

export class ProgramHost {
  #program: Program | undefined;
  readonly #residents = new Map<number, Resident>();

  constructor(private readonly create: (model: EmittedModel, options: SessionOptions) => Promise<Program>) {}

  async answer(request: WorkerRequest): Promise<TensorMap | undefined> {
    const residents = this.#residents;
    switch (request.kind) {
      case "create":
        this.#program = await this.create(request.model, request.options);
        return undefined;
      case "run":
        return this.#program!.run(request.feeds, {
          wanted: request.wanted,
          with: request.residents.flatMap((key) => residents.get(key) ?? []),
          ...(request.grow && {
            grow: { cache: residents.get(request.grow.key) as Growing, lengths: request.grow.lengths },
          }),
        });
      case "hold":
        residents.set(request.key, await this.#program!.hold(request.tensors, over(residents, request.over)));
        return undefined;
      case "derive":
        residents.set(request.key, await this.#program!.derive(residents.get(request.base)!, request.derivation));
        return undefined;
      case "growing":
        residents.set(request.key, await this.#program!.growing(request.spec));
        return undefined;
      case "copyRow": {
        const [cache, source] = [request.key, request.source].map((key) => residents.get(key) as Growing);
        await cache!.copyRow(request.from, request.to, request.length, source);
        return undefined;
      }
      case "release":
        residents.get(request.key)?.release();
        residents.delete(request.key);
        return undefined;
    }
  }

  async dispose(): Promise<void> {
    for (const resident of this.#residents.values()) resident.release();
    this.#residents.clear();
    await this.#program?.dispose();
  }
}
