package org.apga.run.spark;

import com.esotericsoftware.kryo.Kryo;
import org.apga.engine.dl4j.NativeBackend;
import org.nd4j.kryo.Nd4jRegistrator;

/**
 * Teaches Kryo ND4J's arrays. Spark makes its Kryo before any engine is opened, so the native
 * library's settings must be made here: it reads them once.
 */
public final class ArrayRegistrator extends Nd4jRegistrator {
  @Override
  public void registerClasses(Kryo kryo) {
    TrialGpus.show();
    NativeBackend.awaken(0);
    super.registerClasses(kryo);
  }
}
