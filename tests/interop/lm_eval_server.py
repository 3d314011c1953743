"""What lm-evaluation-harness has of a server by its `local-completions`, beside what it computes itself.

    python lm_eval_server.py URL MODEL

MODEL: the Hugging Face directory of the model that the server answers with. Prints JSON.
"""

import json
import sys

from lm_eval.api.instance import Instance
from lm_eval.api.registry import get_model
from lm_eval.models.huggingface import HFLM

url, model = sys.argv[1:]
server = get_model("local-completions")(
    model="lora-gen", base_url=f"{url}/v1/completions", tokenizer=model, tokenizer_backend="huggingface", batch_size=4
)
own = HFLM(pretrained=model, dtype="float32", device="cpu", batch_size=4)

pairs = [
    ("The train to Paris leaves", " at noon."),
    ("The train to Paris leaves", " on Sunday, they say."),
    ("Set the alarm: set_alarm(", "time=7:30)"),
    ("ünïcode 🙂", " goes on"),
    ("one two three four", " five"),
]
texts = [(context + continuation,) for context, continuation in pairs]
starts = [
    ("The train to Paris leaves", {"until": ["\n"], "max_gen_toks": 12}),
    ("wake me", {"until": ["zzz"], "max_gen_toks": 8}),
]


def asked(kind, all_arguments):
    return [Instance(kind, {}, arguments, i) for i, arguments in enumerate(all_arguments)]


print(
    json.dumps(
        {
            side: {
                "logLikelihoods": lm.loglikelihood(asked("loglikelihood", pairs), disable_tqdm=True),
                "rolling": lm.loglikelihood_rolling(asked("loglikelihood_rolling", texts), disable_tqdm=True),
                "written": lm.generate_until(asked("generate_until", starts), disable_tqdm=True),
            }
            for side, lm in (("server", server), ("own", own))
        }
    )
)
