package org.apga.engine;

/** What networks are computed on. */
public enum Device {
  /** Nobody has chosen yet: a GPU where trials get one, else the CPU. */
  AUTO,
  CPU,
  /** An NVIDIA GPU. */
  CUDA
}
