package org.apga.engine.dl4j.torch;

import org.apga.engine.Device;
import org.apga.engine.Engine;
import org.apga.engine.EngineChoice;
import org.apga.engine.Precision;
import org.apga.engine.RepeatabilityContract;

/** On libtorch. */
class TorchRepeatabilityTest extends RepeatabilityContract {
  @Override
  protected Engine engine(int threads) {
    return new TorchEngine(
        new EngineChoice(EngineChoice.TORCH, Device.CPU, Precision.FLOAT, threads), 0);
  }
}
