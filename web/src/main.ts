/** @file The playground. */

import { adapterBytes, gatesBytes, routeNames } from "lora-gen/edge";
import { presets } from "../../src/cli/presets.js";
import { drawCurves, drawHeatMap, gateRows, lossRows, strongest, type LossRow } from "./charts.js";
import { Column } from "./columns.js";
import { describe, otherDevice } from "./device.js";
import { byId, element } from "./dom.js";
import { download, type Format } from "./downloads.js";
import { showEvaluation } from "./evaluation.js";
import { loadModels, Specialists, type Models, type Specialist } from "./models.js";

const [form, prompt, request] = [
  byId<HTMLFormElement>("form"),
  byId<HTMLTextAreaElement>("prompt"),
  byId<HTMLInputElement>("request"),
];
const [preset, run] = [byId<HTMLSelectElement>("preset"), byId<HTMLSelectElement>("run")];
const [ask, stop] = [byId<HTMLButtonElement>("ask"), byId<HTMLButtonElement>("stop")];
const [status, progress] = [byId("status"), byId<HTMLProgressElement>("progress")];
const formats: Format[] = ["peft", "gguf", "gates"];

const columns = {
  bare: new Column("bare"),
  inContext: new Column("in-context"),
  specialised: new Column("specialised"),
};

const tell = (text: string): void => {
  status.textContent = text;
};
const problem = (error: unknown): string => (error instanceof Error ? error.message : String(error));
const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

function choosePreset(): void {
  const chosen = presets[preset.selectedIndex]!;
  prompt.value = chosen.prompt;
  request.value = chosen.requests[0];
  byId("requests").replaceChildren(...chosen.requests.map((value) => element("option", { value })));
}
preset.append(...presets.map(({ name }) => element("option", { textContent: name })));
preset.addEventListener("change", choosePreset);
choosePreset();

let abort: AbortController | undefined;
stop.addEventListener("click", () => abort?.abort());
document.addEventListener("keydown", ({ key }) => {
  if (key === "Escape") abort?.abort();
});
// In the prompt, Enter is a new line.
prompt.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
});

async function answer(models: Models, specialists: Specialists): Promise<Specialist | undefined> {
  abort = new AbortController();
  const { signal } = abort;
  const [system, text] = [prompt.value, request.value];
  for (const column of Object.values(columns)) column.clear();
  tell("The cloud model reads the prompt");
  const specialist = await specialists.of(system);
  await showAdapter(models, specialist);
  const steps = [
    [columns.bare, models.edge, undefined],
    [columns.inContext, models.edge, system],
    [columns.specialised, specialist.model, undefined],
  ] as const;
  let last = "";
  for (const [column, model, context] of steps) {
    if (signal.aborted) break;
    tell(`${column.name}: answering`);
    last = await column.ask(model, context, text, signal);
  }
  tell(signal.aborted ? "Stopped" : `Done. The specialised model answers: ${last}`);
  return specialist;
}

let shown: Specialist | undefined;
async function showAdapter({ generator }: Models, specialist: Specialist): Promise<void> {
  if (shown === specialist) return;
  shown = specialist;
  const { dimensions: d } = generator;
  const { adapter, promptTokens, generateMs, mergeMs } = specialist;
  byId("adapter-facts").textContent =
    `${promptTokens} prompt tokens became an adapter in ${Math.round(generateMs)} ms and were merged in ` +
    `${Math.round(mergeMs)} ms. It weighs ${megabytes(adapterBytes(adapter))} as factors, ${(gatesBytes(d) / 1e3).toFixed(1)} kB as gates.`;
  for (const format of formats) byId<HTMLButtonElement>(format).disabled = false;
  const rows = gateRows(specialist, routeNames(d));
  await drawHeatMap(byId("heat"), rows, d.settings.experts);
  byId("heat-caption").textContent =
    `How much each expert counts for this prompt: ${d.metaTokens} routes by ${d.settings.experts} experts. ` +
    `Violet adds, orange subtracts. The strongest: ${strongest(rows, 3)}.`;
}

async function showCurves(): Promise<void> {
  const chosen = run.value;
  const caption = byId("curves-caption");
  try {
    const response = await fetch(`models/${chosen}/training.jsonl`);
    const rows = response.ok ? lossRows(await response.text()) : [];
    if (run.value !== chosen) return; // another run is, by now
    const said = await curvesOf(rows);
    if (run.value === chosen) caption.textContent = said;
  } catch (error) {
    if (run.value !== chosen) return;
    byId("curves").replaceChildren();
    caption.textContent = `The record of this run can't be shown: ${problem(error)}`;
  }
}

/** Draws the curves, and gives what is said of them. */
async function curvesOf(rows: readonly LossRow[]): Promise<string> {
  if (rows.length === 0) {
    byId("curves").replaceChildren();
    return "There is no record of this run beside the model.";
  }
  await drawCurves(byId("curves"), rows);
  const last = (of: string): string => rows.findLast((row) => row.of === of)?.loss.toFixed(3) ?? "unknown";
  return `Loss by step, on a logarithmic axis: in training (line, at the end ${last("training")}) and on validation data (dashes and dots, at the end ${last("validation")}).`;
}
run.addEventListener("change", () => void showCurves());

async function start(): Promise<void> {
  showEvaluation("models/generator").catch((error: unknown) => tell(problem(error)));
  void showCurves();
  otherDevice()
    .then((link) => link && byId("device").append(link))
    .catch((error: unknown) => tell(problem(error)));
  const models = await loadModels((loaded, total) => {
    progress.value = loaded / total;
    tell(`Loading the models: ${megabytes(loaded)}`);
  });
  progress.className = "done";
  byId("engine").textContent = describe(models.engine);
  const specialists = new Specialists(models);
  for (const format of formats)
    byId(format).addEventListener("click", () => {
      if (shown) download(format, models, shown).catch((error: unknown) => tell(problem(error)));
    });
  const busy = (yes: boolean): void => {
    ask.disabled = yes;
    stop.disabled = !yes;
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (ask.disabled) return;
    busy(true);
    answer(models, specialists)
      .catch((error: unknown) => tell(problem(error)))
      .finally(() => busy(false));
  });
  busy(false);
  tell("Ready");
}

start().catch((error: unknown) => {
  progress.className = "done";
  tell(problem(error));
});
