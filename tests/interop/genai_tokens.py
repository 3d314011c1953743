"""Greedy tokens of ONNX Runtime GenAI behind given ones.

    python genai_tokens.py MODEL COUNT ID...

Prints a JSON list of the ids that it generates, COUNT at most.
"""

import json
import sys

import numpy as np
import onnxruntime_genai as og

model, count, ids = og.Model(sys.argv[1]), int(sys.argv[2]), [int(i) for i in sys.argv[3:]]
params = og.GeneratorParams(model)
params.set_search_options(max_length=len(ids) + count)
generator = og.Generator(model, params)
generator.append_tokens(np.array([ids], dtype=np.int32))
out = []
while not generator.is_done():
    generator.generate_next_token()
    out.append(int(generator.get_next_tokens()[0]))
print(json.dumps(out))
