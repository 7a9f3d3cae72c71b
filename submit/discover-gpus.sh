#!/usr/bin/env bash
#
# Reports this machine's GPUs to Spark, as a resource discovery script:
#   {"name": "gpu", "addresses": ["0", "1"]}
#
# spark.worker.resource.gpu.discoveryScript    for a worker, with spark.worker.resource.gpu.amount
# spark.executor.resource.gpu.discoveryScript  for an executor, on YARN and Kubernetes
#
# For a GPU with MIG instances, these are listed by their UUIDs. If CUDA_VISIBLE_DEVICES is set, only the GPUs in it are
# listed. It is read as by CUDA: numbers as nvidia-smi counts, or the beginning of a UUID, if no other begins the same
# way; an entry that matches nothing, such as -1, ends the list.
# A machine without nvidia-smi, or whose driver does not answer in 20 seconds, has no GPUs.
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
    # The place of the GPU or instance with that name; -1 if there is none, or more than one.
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
        # A listed GPU includes its instances.
        for (other in mine) if (!whole && name[other] == on[uuid]) mine[uuid] = 1
        if ((all == "all" || uuid in mine) && !(whole && on[uuid] in cut)) {
          printf "%s\"%s\"", comma, name[uuid]
          comma = ", "
        }
      }
    }')
printf '{"name": "gpu", "addresses": [%s]}\n' "$addresses"
