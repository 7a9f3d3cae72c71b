package org.apga.engine;

/**
 * The memory of a device that has its own, bytes.
 *
 * @param peak the most that this process's tensors held at one time since the engine was opened
 * @param free what no process holds now
 * @param total capacity of the device
 */
public record DeviceMemory(long peak, long free, long total) {}
