#!/usr/bin/env bash
#
# Tells Spark which GPUs this machine has, as a resource discovery script does:
#   {"name": "gpu", "addresses": ["0", "1"]}
#
# spark.worker.resource.gpu.discoveryScript    a worker's, with spark.worker.resource.gpu.amount
# spark.executor.resource.gpu.discoveryScript  an executor's, on YARN and Kubernetes
#
# A machine without nvidia-smi, or whose driver does not answer, has none.
set -euo pipefail

addresses=$({ nvidia-smi --query-gpu=index --format=csv,noheader 2>/dev/null || true; } |
  sed -n 's/^[[:space:]]*\([0-9][0-9]*\)[[:space:]]*$/"\1"/p' | paste -sd, - | sed 's/,/, /g')
printf '{"name": "gpu", "addresses": [%s]}\n' "$addresses"
