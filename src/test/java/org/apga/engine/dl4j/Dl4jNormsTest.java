package org.apga.engine.dl4j;

import org.apga.engine.Device;
import org.apga.engine.Engine;
import org.apga.engine.EngineChoice;
import org.apga.engine.NormsContract;
import org.apga.engine.Precision;

/** On plans of primitives in single precision, on Deeplearning4j's own operations in double. */
class Dl4jNormsTest extends NormsContract {
  @Override
  protected Engine engine(Precision precision) {
    return new Dl4jEngine(new EngineChoice(EngineChoice.FITTING, Device.CPU, precision, 1), 0);
  }
}
