package org.apga.store.onnx;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.stream.Collectors;
import onnx.OnnxMl.GraphProto;
import onnx.OnnxMl.ModelProto;
import onnx.OnnxMl.OperatorSetIdProto;
import onnx.OnnxMl.StringStringEntryProto;
import onnx.OnnxMl.ValueInfoProto;
import org.apga.files.JsonFile;
import org.apga.provenance.RunProvenance;

/**
 * An ONNX file, from grey levels to probabilities. Input {@code image} is images x 1 x height x
 * width, 0 black to 1 white. Output {@code probabilities} is images x classes. Output {@code mask},
 * if there is a policy, is images x 1 x height x width: the probability that the policy points at a
 * pixel. The file's metadata has the names of the classes. The same weights give the same bytes.
 */
public final class OnnxModel {
  /**
   * The operators' version: the first whose batch norm equals that of all later ones, and whose
   * files (version 4) need not list weights among the inputs.
   */
  public static final int OPSET = 9;

  public static final String IMAGE = "image";
  public static final String PROBABILITIES = "probabilities";
  public static final String MASK = "mask";

  /** Key of the classes in the metadata; the value is a JSON list. */
  static final String CLASSES = "classes";

  private static final int FILE_VERSION = 4;

  private final ModelProto model;
  private final List<String> classes;

  OnnxModel(GraphProto graph, List<String> classes) {
    this.classes = List.copyOf(classes);
    model =
        ModelProto.newBuilder()
            .setIrVersion(FILE_VERSION)
            .setProducerName("apga")
            .setProducerVersion(RunProvenance.current().version())
            .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET))
            .addMetadataProps(
                StringStringEntryProto.newBuilder()
                    .setKey(CLASSES)
                    .setValue(JsonFile.listOf(classes)))
            .setGraph(graph)
            .build();
  }

  /** The classes, in the order of the probabilities. */
  public List<String> classes() {
    return classes;
  }

  /** Name and shape of the input, such as {@code image: n x 1 x 64 x 64}. */
  public String input() {
    return described(model.getGraph().getInput(0));
  }

  /** Name and shape of each output. */
  public List<String> outputs() {
    return model.getGraph().getOutputList().stream().map(OnnxModel::described).toList();
  }

  private static String described(ValueInfoProto value) {
    return value.getType().getTensorType().getShape().getDimList().stream()
        .map(size -> size.hasDimParam() ? size.getDimParam() : Long.toString(size.getDimValue()))
        .collect(Collectors.joining(" x ", value.getName() + ": ", ""));
  }

  /** Writes the file; leaves the stream open. */
  public void write(OutputStream out) throws IOException {
    model.writeTo(out);
  }
}
