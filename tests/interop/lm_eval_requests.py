"""What lm-evaluation-harness asks about questions, and what a model answers.

    python lm_eval_requests.py ROWS OUT [MODEL]

ROWS: JSON of {task: {"shots": [...], "items": [...]}}, rows as on the Hugging Face Hub. OUT: JSON of
{task: [{"shots": n, "item": i, "requests": [[context, continuation], ...], "answer": index}, ...]} with no shots and with
all of them. With MODEL, a Hugging Face directory, each also has "logLikelihoods", "acc" and, where the task reports it,
"acc_norm".

tests/golden/lm-eval/requests.json is what lm-eval 0.4.13 makes of rows.json beside it.
"""

import json
import sys
from pathlib import Path

import datasets
import lm_eval.tasks
from lm_eval.api.task import ConfigurableTask
from lm_eval.tasks import TaskManager

files = {
    "arc_challenge": "arc/arc_challenge.yaml",
    "arc_easy": "arc/arc_easy.yaml",
    "openbookqa": "openbookqa/openbookqa.yaml",
    "boolq": "super_glue/boolq/default.yaml",
    "social_iqa": "siqa/siqa.yaml",
    "hellaswag": "hellaswag/hellaswag.yaml",
    "winogrande": "winogrande/default.yaml",
    "piqa": "piqa/piqa.yaml",
}


def task_of(name, rows):
    from lm_eval.tasks._yaml_loader import load_yaml

    config = load_yaml(Path(lm_eval.tasks.__file__).parent / files[name], resolve_func=True)
    config = {key: value for key, value in config.items() if key not in ("tag", "include")}
    items = datasets.Dataset.from_list(rows["items"])
    shots = datasets.Dataset.from_list(rows["shots"] or rows["items"][:1])
    splits = {"train": shots, "validation": items, "test": items}
    config["custom_dataset"] = lambda **_: {
        config[key]: splits[split]
        for key, split in (("training_split", "train"), ("validation_split", "validation"), ("test_split", "test"))
        if config.get(key)
    }
    config["fewshot_config"] = {"sampler": "first_n"}
    return ConfigurableTask(config=config)


rows_file, out = sys.argv[1], sys.argv[2]
rows = json.loads(Path(rows_file).read_text())
if len(sys.argv) > 3:
    from lm_eval.models.huggingface import HFLM

    lm = HFLM(pretrained=sys.argv[3], dtype="float32", device="cpu", batch_size=8)

made = {}
for name, given in rows.items():
    task = task_of(name, given)
    cases, instances = [], []
    for count in sorted({0, len(given["shots"])}):
        for i, doc in enumerate(task.eval_docs):
            asked = task.construct_requests(doc, task.fewshot_context(doc, count), metadata=(name, i, 1))
            gold = task.doc_to_text(doc) if task.multiple_input else task.doc_to_target(doc)
            cases.append({"shots": count, "item": i, "requests": [list(a.args) for a in asked], "answer": int(gold)})
            instances.append((doc, asked))
    if len(sys.argv) > 3:
        scored = iter(lm.loglikelihood([a for _, asked in instances for a in asked], disable_tqdm=True))
        for case, (doc, asked) in zip(cases, instances):
            results = [next(scored) for _ in asked]
            case["logLikelihoods"] = [float(value) for value, _ in results]
            case.update(task.process_results(doc, results))
        print(name, sum(case["acc"] for case in cases) / len(cases), file=sys.stderr, flush=True)
    made[name] = cases
    Path(out).write_text(json.dumps(made, indent=1, ensure_ascii=False) + "\n")
