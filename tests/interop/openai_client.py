"""What OpenAI's client for Python gets from a server.

    python openai_client.py URL

Prints JSON.
"""

import json
import sys

import openai

client = openai.OpenAI(base_url=f"{sys.argv[1]}/v1", api_key="none", max_retries=0)
model = "lora-gen"
messages = [{"role": "system", "content": "Answer in one word."}, {"role": "user", "content": "hello 🙂"}]
asked = {"model": model, "messages": messages, "max_tokens": 12}

whole = client.chat.completions.create(**asked, logprobs=True, top_logprobs=2)
pieces = list(client.chat.completions.create(**asked, stream=True, stream_options={"include_usage": True}))
tools = [{"type": "function", "function": {"name": "stop_alarm"}}]
called = client.chat.completions.create(model=model, messages=messages, tools=tools, tool_choice="required")
schema = {"type": "json_schema", "json_schema": {"name": "text", "schema": {"const": {"day": "today"}}}}
formed = client.chat.completions.create(model=model, messages=messages, response_format=schema)
drawn = [client.chat.completions.create(**asked, temperature=2, seed=7, n=2) for _ in range(2)]
text = client.completions.create(model=model, prompt=[1, 2, 3], max_tokens=4, echo=True, logprobs=1)


def refusal(**changes):
    try:
        client.chat.completions.create(**{**asked, **changes})
    except openai.APIStatusError as error:
        return [type(error).__name__, error.status_code, error.param]


print(
    json.dumps(
        {
            "models": [found.id for found in client.models.list()],
            "answer": whole.choices[0].message.content,
            "finish": whole.choices[0].finish_reason,
            "tokens": [token.token for token in whole.choices[0].logprobs.content],
            "usage": whole.usage.model_dump(exclude_none=True),
            "streamed": "".join(piece.choices[0].delta.content or "" for piece in pieces if piece.choices),
            "streamedTokens": pieces[-1].usage.completion_tokens,
            "calls": [[call.function.name, call.function.arguments] for call in called.choices[0].message.tool_calls],
            "formed": json.loads(formed.choices[0].message.content),
            "drawn": [[choice.message.content for choice in one.choices] for one in drawn],
            "echoed": text.choices[0].logprobs.token_logprobs,
            "refusals": [refusal(model="gpt-4"), refusal(temperature=-1), refusal(messages=[])],
        }
    )
)
