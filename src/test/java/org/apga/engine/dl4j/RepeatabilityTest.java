package org.apga.engine.dl4j;

import org.apga.engine.Device;
import org.apga.engine.Engine;
import org.apga.engine.EngineChoice;
import org.apga.engine.Precision;
import org.apga.engine.RepeatabilityContract;

/** On plans of primitives. */
class RepeatabilityTest extends RepeatabilityContract {
  @Override
  protected Engine engine(int threads) {
    return new Dl4jEngine(
        new EngineChoice(EngineChoice.FITTING, Device.CPU, Precision.FLOAT, threads), 0);
  }
}
