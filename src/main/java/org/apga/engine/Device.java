package org.apga.engine;

/** The device that computes networks. */
public enum Device {
  /** Not chosen yet: a GPU if trials get one, else the CPU. */
  AUTO,
  CPU,
  /** An NVIDIA GPU. */
  CUDA
}
