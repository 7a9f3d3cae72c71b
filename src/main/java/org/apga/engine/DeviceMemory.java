package org.apga.engine;

/**
 * Memory of a device that has its own, bytes.
 *
 * @param peak most that this process's tensors held at a time since the engine was opened
 * @param free what nobody holds now, of any process
 * @param total what the device has
 */
public record DeviceMemory(long peak, long free, long total) {}
