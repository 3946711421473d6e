"""RoIFRL's rewards and curriculum for TRL's GRPOTrainer.

Rewards alone: give the dataset a column `reward_item` with `reward_item(row)` of each row, and the trainer `ServiceReward(service)`.
Curriculum too: `CurriculumTrainer` in place of GRPOTrainer; it takes its prompts from the service and needs no dataset.
"""
import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from roifrl_service import Curriculum, Service, ServiceError  # noqa: E402

__all__ = ["Curriculum", "CurriculumTrainer", "Service", "ServiceError", "ServiceReward", "messages_of", "reward_item"]


def reward_item(row):
    """A row of constraints, sequential execution or math as a dataset column. Text, since the rows' shapes differ."""
    keys = ("kind", "grading", "suite", "id", "kwargs", "instruction_id_list", "ground_truth", "code_output", "answer")
    return json.dumps({key: row[key] for key in keys if row.get(key) is not None})


def messages_of(row):
    """The conversation that a row's reply continues: of `constraints compose`, `sequential generate`, or with a prompt or problem."""
    if "messages" in row:
        return [message for message in row["messages"] if message["role"] != "assistant"]
    for key in ("instruction", "prompt", "problem", "question"):
        if row.get(key):
            return [{"role": "user", "content": row[key]}]
    raise KeyError(f"found {sorted(row)}, expected messages, instruction, prompt, problem or question")


def text_of(completion):
    """A completion's text: TRL gives the reply of a conversation as a list of messages."""
    return completion if isinstance(completion, str) else "".join(message["content"] or "" for message in completion)


class ServiceReward:
    """A reward function with TRL's signature: one request to the service for the whole batch."""

    __name__ = "roifrl"

    def __init__(self, service):
        self.service = service
        # The last batch by item: rewards, and the values of their parts by name.
        self.rewards, self.components = {}, {}

    def __call__(self, prompts, completions, reward_item, **_):
        places = {}
        for place, item in enumerate(reward_item):
            places.setdefault(item, []).append(place)
        items = [
            dict(json.loads(item), responses=[text_of(completions[place]) for place in group]) for item, group in places.items()]
        rewards = [0.0] * len(completions)
        self.rewards, self.components = {}, {}
        for (item, group), answer in zip(places.items(), self.service.rewards_with_parts(items)):
            for place, value in zip(group, answer["rewards"]):
                rewards[place] = value
            self.rewards[item] = answer["rewards"]
            self.components[item] = parts = {}
            for reply in answer["breakdown"]:
                for part in reply:
                    parts.setdefault(part["name"], []).append(part["value"])
        return rewards


def _trainer():
    """Made on demand, so that the reward function can be had without TRL."""
    from accelerate.utils import gather_object
    from datasets import Dataset
    from trl import GRPOTrainer

    class CurriculumTrainer(GRPOTrainer):
        """GRPOTrainer on a curriculum of the service: every generation is a step of it.

        The data loader fetches ahead, before the rewards that decide the coming step are known; so the dataset only holds places,
        which are filled with the step's prompts when completions are about to be drawn.
        """

        def __init__(self, *arguments, curriculum, reward_funcs=None, **options):
            self.curriculum = curriculum
            self.service_reward = ServiceReward(curriculum.service)
            own = [] if reward_funcs is None else reward_funcs if isinstance(reward_funcs, list) else [reward_funcs]
            args = options["args"] if "args" in options else arguments[2]
            self.prompts_per_step = args.generation_batch_size // args.num_generations
            places = Dataset.from_list([{"prompt": [{"role": "user", "content": ""}]}] * self.prompts_per_step)
            super().__init__(*arguments, reward_funcs=[self.service_reward] + own, train_dataset=places, **options)

        def _generate_and_score_completions(self, inputs):
            if not self.model.training:
                return super()._generate_and_score_completions(inputs)
            # Every process asks for the same step and gets the same answer.
            step = self.curriculum.next(prompts=self.prompts_per_step)
            first = self.accelerator.process_index * len(inputs)
            prompts = [step["prompts"][(first + place) // self.num_generations] for place in range(len(inputs))]
            filled = [
                {
                    "prompt": prompt["messages"],
                    "reward_item": json.dumps({"curriculum": self.curriculum.id, "prompt_id": prompt["id"]}),
                } for prompt in prompts]
            outputs = super()._generate_and_score_completions(filled)
            self._observe(step)
            return outputs

        def _observe(self, step):
            rows = [
                (json.loads(item)["prompt_id"], rewards, self.service_reward.components[item])
                for item, rewards in self.service_reward.rewards.items()]
            rewards, components = {}, {}
            for name, values, parts in gather_object(rows):
                rewards.setdefault(name, []).extend(values)
                for part, numbers in parts.items():
                    components.setdefault(name, {}).setdefault(part, []).extend(numbers)
            if self.accelerator.is_main_process:
                report = self.curriculum.observe(step["step"], rewards, components)
                for source in report["sources"]:
                    for key in ("mean_reward", "ema", "unlocked"):
                        if source[key] is not None:
                            self._metrics["train"][f"curriculum/{source['name']}/{key}"].append(float(source[key]))
            # The next step depends on the rewards of this one.
            self.accelerator.wait_for_everyone()

    return CurriculumTrainer


def __getattr__(name):
    if name == "CurriculumTrainer":
        globals()[name] = _trainer()
        return globals()[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
