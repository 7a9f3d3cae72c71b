#!/usr/bin/env bash
#
# Tells Spark which GPUs this machine has, as a resource discovery script does:
#   {"name": "gpu", "addresses": ["0", "1"]}
#
# spark.worker.resource.gpu.discoveryScript    a worker's, with spark.worker.resource.gpu.amount
# spark.executor.resource.gpu.discoveryScript  an executor's, on YARN and Kubernetes
#
# Where CUDA_VISIBLE_DEVICES is set (numbers as nvidia-smi counts, or UUIDs), the other GPUs are somebody else's.
# A machine without nvidia-smi, or whose driver does not answer in 20 seconds, has none.
set -euo pipefail

limit=()
if command -v timeout >/dev/null; then
  limit=(timeout --kill-after=1 20)
fi

addresses=$({ "${limit[@]}" nvidia-smi --query-gpu=index,uuid --format=csv,noheader 2>/dev/null || true; } |
  awk -F ', *' -v all="${CUDA_VISIBLE_DEVICES-all}" '
    BEGIN { count = split(all, named, /[ ,]+/); for (i = 1; i <= count; i++) mine[named[i]] }
    $1 ~ /^ *[0-9]+$/ && (all == "all" || $1 + 0 in mine || $2 in mine) { printf "%s\"%d\"", comma, $1; comma = ", " }')
printf '{"name": "gpu", "addresses": [%s]}\n' "$addresses"
