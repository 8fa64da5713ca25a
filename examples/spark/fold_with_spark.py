"""Folds the pieces of a plan on a Spark cluster: Spark is the scheduler, the program reads and counts.

    spark-submit fold_with_spark.py plan.json tallies/

The plan, its inputs and the folder of the tallies lie where every executor sees them (NFS, a mounted bucket), and
`etcd-postmortem` is on the PATH of every executor. A piece whose tally is there already is not read again, so that a
driver that was stopped goes on where it was. Then: etcd-postmortem merge --plan plan.json tallies/ --out report
"""

import json
import os
import subprocess
import sys

from pyspark.sql import SparkSession


def fold(piece, plan, tallies):
    """Folds one piece; the number of bytes of its tally. Raises what the program says where it fails: Spark tries again."""
    out = os.path.join(tallies, f"{piece}.tally")
    if not os.path.exists(out):
        command = ["etcd-postmortem", "fold", "--plan", plan, "--piece", str(piece), "--out", out]
        done = subprocess.run(command, stderr=subprocess.PIPE, text=True)
        if done.returncode != 0:
            raise RuntimeError(done.stderr.strip())
    return os.path.getsize(out)


def main(plan, tallies):
    with open(plan, encoding="utf-8") as file:
        pieces = json.load(file)["pieces"]
    os.makedirs(tallies, exist_ok=True)
    spark = SparkSession.builder.appName("etcd-postmortem").getOrCreate()
    try:
        # one piece a task: what fails is tried again by itself
        sizes = spark.sparkContext.parallelize(range(pieces), pieces).map(lambda piece: fold(piece, plan, tallies))
        print(f"{pieces} pieces, {sizes.sum()} bytes of tallies")
    finally:
        spark.stop()


if __name__ == "__main__":
    main(os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2]))
