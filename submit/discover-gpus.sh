#!/usr/bin/env bash
#
# Tells Spark which GPUs this machine has, as a resource discovery script does:
#   {"name": "gpu", "addresses": ["0", "1"]}
#
# spark.worker.resource.gpu.discoveryScript    a worker's, with spark.worker.resource.gpu.amount
# spark.executor.resource.gpu.discoveryScript  an executor's, on YARN and Kubernetes
#
# A GPU that is cut into MIG instances counts as these, by their UUIDs. Where CUDA_VISIBLE_DEVICES is set, the others are
# somebody else's; it is read as CUDA reads it: numbers as nvidia-smi counts, or how a UUID begins, if no other begins
# so; what fits nothing, such as -1, ends the list.
# A machine without nvidia-smi, or whose driver does not answer in 20 seconds, has none.
set -euo pipefail

limit=()
if command -v timeout >/dev/null; then
  limit=(timeout --kill-after=1 20)
fi

# GPU 0: NVIDIA H100 80GB HBM3 (UUID: GPU-5f1c9b1e-...)
#   MIG 1g.10gb     Device  0: (UUID: MIG-c6d4f1ef-...)
addresses=$({ "${limit[@]}" nvidia-smi -L 2>/dev/null || true; } |
  awk -v all="${CUDA_VISIBLE_DEVICES-all}" '
    match($0, /UUID: [^)]+/) {
      uuid = substr($0, RSTART + 6, RLENGTH - 6)
      if ($1 == "GPU") { gpu = $2 + 0; uuids[gpus++] = uuid; name[uuid] = gpu }
      if ($1 == "MIG") { uuids[gpus++] = uuid; name[uuid] = uuid; cut[gpu] = 1 }
      on[uuid] = gpu
    }
    # The place of the one that is named so; -1 if there is none, or more than one.
    function named(text,   place, found) {
      found = -1
      for (place = 0; place < gpus; place++) {
        if (text == name[uuids[place]] "" || length(text) > 4 && index(uuids[place], text) == 1) {
          if (found >= 0 && text != uuids[place]) return -1
          found = place
        }
      }
      return found
    }
    END {
      count = split(all, list, ",")
      for (i = 1; i <= count && all != "all"; i++) {
        gsub(/ /, "", list[i])
        place = named(list[i])
        if (place < 0) break
        mine[uuids[place]] = 1
      }
      for (place = 0; place < gpus; place++) {
        uuid = uuids[place]
        whole = name[uuid] != uuid
        # The instances of a GPU that is named are named too.
        for (other in mine) if (!whole && name[other] == on[uuid]) mine[uuid] = 1
        if ((all == "all" || uuid in mine) && !(whole && on[uuid] in cut)) {
          printf "%s\"%s\"", comma, name[uuid]
          comma = ", "
        }
      }
    }')
printf '{"name": "gpu", "addresses": [%s]}\n' "$addresses"
