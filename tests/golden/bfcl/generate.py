"""Verdicts of bfcl-eval's AST checker (2026.3.23) on calls that we made up.

    python generate.py CASES OUT        (pip install --no-deps bfcl-eval; its model handlers are not needed)

CASES: JSON of [{"functions", "answer", "outputs"}], as BFCL's questions and possible answers. OUT: JSON of one list a
case: whether each output is right, "no call" where it can't be read as calls. verdicts.json is made from cases.json.
"""

import json
import sys
import types
from collections import defaultdict
from pathlib import Path

handlers = types.ModuleType("bfcl_eval.constants.model_config")
handlers.MODEL_CONFIG_MAPPING = defaultdict(lambda: types.SimpleNamespace(underscore_to_dot=False))
sys.modules["bfcl_eval.constants.model_config"] = handlers
for name in (  # need tree-sitter, and are for other languages than Python
    "eval_checker.ast_eval.type_convertor.java_type_converter:java_type_converter",
    "eval_checker.ast_eval.type_convertor.js_type_converter:js_type_converter",
    "model_handler.parser.java_parser:parse_java_function_call",
    "model_handler.parser.js_parser:parse_javascript_function_call",
):
    path, function = name.split(":")
    module = types.ModuleType(f"bfcl_eval.{path}")
    setattr(module, function, None)
    sys.modules[module.__name__] = module

from bfcl_eval.constants.enums import Language  # noqa: E402
from bfcl_eval.eval_checker.ast_eval.ast_checker import ast_checker  # noqa: E402
from bfcl_eval.model_handler.utils import default_decode_ast_prompting  # noqa: E402
from bfcl_eval.utils import is_function_calling_format_output  # noqa: E402


def verdict(output, case):
    try:
        calls = default_decode_ast_prompting(output)
    except Exception:
        return "no call"
    if not is_function_calling_format_output(calls):
        return "no call"
    if not calls:
        return "no call"
    kind = "multiple" if len(case["functions"]) > 1 else "simple"
    try:
        return ast_checker(case["functions"], calls, [case["answer"]], Language.PYTHON, kind, "none")["valid"]
    except Exception as error:
        print("the checker fails:", repr(error), output, file=sys.stderr)
        return False


cases = json.loads(Path(sys.argv[1]).read_text())
verdicts = [[verdict(output, case) for output in case["outputs"]] for case in cases]
Path(sys.argv[2]).write_text(json.dumps(verdicts, indent=1) + "\n")
