"""RoIFRL's rewards and curriculum for verl: a custom reward function and a dataset.

    reward.custom_reward_function.path=Integrations/verl/roifrl_verl.py reward.custom_reward_function.name=compute_score
    data.custom_cls.path=Integrations/verl/roifrl_verl.py data.custom_cls.name=CurriculumDataset
    data.train_files=roifrl:request.json data.shuffle=False data.dataloader_num_workers=0

The reward function alone scores rows of a dataset of your own whose `reward_model.ground_truth` is `reward_item(row)`.
The service is at ROIFRL_URL (default http://127.0.0.1:8080), its key in ROIFRL_KEY.
"""
import asyncio
import functools
import json
import os
import sys
import uuid

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from roifrl_service import Service, ServiceError  # noqa: E402

SOURCE = "roifrl"
PREFIX = "roifrl:"


@functools.cache
def service():
    """One client per process: verl scores in several."""
    return Service(os.environ.get("ROIFRL_URL", "http://127.0.0.1:8080"))


def reward_item(row):
    """A row of constraints, sequential execution or math as verl's ground truth, which is a text."""
    keys = ("kind", "grading", "suite", "id", "kwargs", "instruction_id_list", "ground_truth", "code_output", "answer")
    return json.dumps({key: row[key] for key in keys if row.get(key) is not None})


def score(solution, ground_truth, place=None):
    """One reply's reward with its parts. A place in a curriculum has the service keep it for the step's observation."""
    if place is None:
        body = {"items": [dict(json.loads(ground_truth), response=solution)]}
    else:
        # A name per call: a call that is sent again after a broken connection counts once.
        record = {"curriculum": place["curriculum"], "step": int(place["step"]), "request": uuid.uuid4().hex}
        item = {"curriculum": place["curriculum"], "prompt_id": place["prompt_id"], "response": solution}
        body = {"items": [item], "record": record}
    try:
        answer = service().call("POST", "/v1/rewards", body)
    except ServiceError as error:
        # A trainer that was set back to a checkpoint comes through steps again that are observed for good.
        if error.code != "step_observed":
            raise
        answer = service().call("POST", "/v1/rewards", {"items": body["items"]})
    entry = answer["data"][0]
    return entry["rewards"][0], entry["breakdown"][0]


async def compute_score(data_source, solution_str, ground_truth, extra_info=None, **_):
    """verl's custom reward function, of one reply."""
    place = (extra_info or {}).get(SOURCE)
    value, parts = await asyncio.to_thread(score, solution_str, ground_truth, place)
    # verl wants the same keys of every reply: only the number of parts, not their names.
    return {"score": value, "acc": value, "parts_followed": float(sum(part["value"] for part in parts)), "parts": float(len(parts))}


def _dataset():
    from verl.utils.dataset.rl_dataset import RLHFDataset

    class CurriculumDataset(RLHFDataset):
        """Prompts of a curriculum of the service; any file that does not begin with `roifrl:` is read as verl reads it.

        Row i belongs to step i // train_batch_size. When the first row of a step is asked for, the step before is over: its rewards,
        which the service kept as it gave them, are observed, and the coming prompts are decided.
        """

        def __init__(self, data_files, tokenizer, config, processor=None, max_samples=-1, **options):
            files = [data_files] if isinstance(data_files, str) else list(data_files)
            self.curriculum = None
            if not files[0].startswith(PREFIX):
                super().__init__(
                    data_files=data_files, tokenizer=tokenizer, config=config, processor=processor, max_samples=max_samples, **options)
                return
            with open(files[0].removeprefix(PREFIX)) as file:
                self.curriculum = service().curriculum(json.load(file))
            self.tokenizer, self.processor, self.config = tokenizer, processor, config
            self.prompts_per_step = config.train_batch_size
            self.steps = int(config.get("roifrl_steps", 500))
            self.step = None

        def __len__(self):
            return super().__len__() if self.curriculum is None else self.steps * self.prompts_per_step

        def __getitem__(self, index):
            if self.curriculum is None:
                return super().__getitem__(index)
            number, place = divmod(index, self.prompts_per_step)
            prompt = self._prompts(number)[place]
            return self.row(prompt, number, index)

        def _prompts(self, number):
            if self.step is None or self.step["step"] != number:
                if number > 0:
                    self.curriculum.observe_recorded(number - 1)
                self.step = self.curriculum.next(step=number, prompts=self.prompts_per_step)
            return self.step["prompts"]

        def row(self, prompt, number, index):
            """A prompt as a row of verl's dataset."""
            import torch

            place = {"curriculum": self.curriculum.id, "prompt_id": prompt["id"], "step": number}
            return {
                "raw_prompt": prompt["messages"], "data_source": f"{SOURCE}/{prompt['source']}",
                "reward_model": {"style": "rule", "ground_truth": ""}, "extra_info": {"index": index, SOURCE: place}, "index": index,
                "tools_kwargs": {}, "interaction_kwargs": {}, "dummy_tensor": torch.tensor([0], dtype=torch.uint8),
            }

    return CurriculumDataset


def __getattr__(name):
    if name == "CurriculumDataset":
        globals()[name] = _dataset()
        return globals()[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
