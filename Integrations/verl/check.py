#!/usr/bin/env python3
"""Drives the adapter as verl does, through verl's own loaders, and compares with the simulation.

Needs the package verl, but no GPU: verl's dataset loader, data loader, collation and reward-function loader are the real ones; the
replies are made up. Exit status 1 where a step differs from what the curriculum decides from the same rewards.
"""
import argparse
import asyncio
import importlib.util
import json
import os
import random
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ADAPTER = os.path.join(HERE, "roifrl_verl.py")
# The same data, simulation and comparison as the check for TRL, which has this file's name.
_spec = importlib.util.spec_from_file_location("trl_check", os.path.join(HERE, "..", "trl", "check.py"))
trl_check = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(trl_check)


def parsed():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--roifrl", default=".build/release/roifrl", help="the command that serves")
    parser.add_argument("--simulator", help="a command with `curriculum simulate`; default: the one that serves")
    parser.add_argument("--steps", type=int, default=6)
    parser.add_argument("--prompts", type=int, default=8)
    parser.add_argument("--group", type=int, default=4)
    return parser.parse_args()


def reply(rng):
    """Something to score: now and then a sentence without commas, which some constraints ask for."""
    return rng.choice(["all in small letters", "One, two, three", "Output: 5\nStatistics: {}", ""])


async def run(arguments, folder):
    from omegaconf import OmegaConf
    from torchdata.stateful_dataloader import StatefulDataLoader
    from verl.trainer.ppo.reward import get_custom_reward_fn
    from verl.trainer.ppo.utils import create_rl_dataset, create_rl_sampler
    from verl.utils.dataset.rl_dataset import collate_fn

    data = OmegaConf.create({
        "custom_cls": {"path": ADAPTER, "name": "CurriculumDataset"}, "shuffle": False, "train_batch_size": arguments.prompts,
        "roifrl_steps": arguments.steps})
    reward = get_custom_reward_fn(OmegaConf.create({
        "reward": {"custom_reward_function": {"path": ADAPTER, "name": "compute_score", "reward_kwargs": {}}}}))
    dataset = create_rl_dataset([f"roifrl:{folder}/request.json"], data, tokenizer=None, processor=None)
    loader = StatefulDataLoader(
        dataset=dataset, batch_size=arguments.prompts, num_workers=0, drop_last=True, collate_fn=collate_fn,
        sampler=create_rl_sampler(data, dataset))
    rng = random.Random(1)
    for batch in loader:
        calls = [
            reward(
                data_source=batch["data_source"][row], solution_str=reply(rng),
                ground_truth=batch["reward_model"][row]["ground_truth"], extra_info=dict(batch["extra_info"][row], num_turns=2))
            for row in range(arguments.prompts) for _ in range(arguments.group)]
        scores = await asyncio.gather(*calls)
        assert all(set(score) == {"score", "acc", "parts_followed", "parts"} for score in scores)
        assert all(messages[-1]["role"] == "user" for messages in batch["raw_prompt"])
    dataset.curriculum.observe_recorded(arguments.steps - 1)
    return dataset.curriculum


def main():
    arguments = parsed()
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "request.json"), "w") as file:
            json.dump(trl_check.request(arguments.roifrl, arguments.prompts), file)
        serve = [arguments.roifrl, "serve", "--port", "0", "--state", os.path.join(folder, "service.sqlite")]
        server = subprocess.Popen(serve, stdout=subprocess.PIPE, text=True)
        try:
            os.environ["ROIFRL_URL"] = server.stdout.readline().strip().removeprefix("listening on ")
            curriculum = asyncio.run(run(arguments, folder))
            decisions = [curriculum.next(step=step)["decision"] for step in range(arguments.steps)]
            trace = curriculum.trace()
        finally:
            server.terminate()
            status = server.wait(timeout=60)
        sys.exit(trl_check.compare(decisions, trl_check.simulated(arguments, trace, folder), status))


if __name__ == "__main__":
    main()
