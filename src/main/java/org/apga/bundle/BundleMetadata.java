package org.apga.bundle;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.apga.files.JsonFile;
import org.apga.metrics.Metric;
import org.apga.report.Measure.Level;
import org.apga.report.Measure.ScoreKind;
import org.apga.report.TrialMetrics;
import org.apga.store.onnx.OnnxModel;

/**
 * The document {@code metadata.json}, with the keys of MONAI's bundle specification. Values that
 * are unknown, or that an ONNX file does not need, are {@code n/a}; undefined figures are null.
 */
record BundleMetadata(ModelBundle bundle) {
  private static final String NONE = "n/a";

  ObjectNode document() {
    String part = bundle.model().commit().part();
    ObjectNode json = JsonFile.object();
    json.put("version", bundle.known("version"))
        .put("monai_version", NONE)
        .put("pytorch_version", NONE)
        .put("numpy_version", NONE);
    json.putObject("optional_packages_version");
    json.put("task", task() + part)
        .put("description", description())
        .put("authors", NONE)
        .put("copyright", NONE)
        .put("intended_use", bundle.use())
        .put("data_source", bundle.known("manifest") + ", " + bundle.known("manifest_hash"))
        .put("data_type", bundle.images());
    ObjectNode measured = json.putObject("eval_metrics");
    for (TrialMetrics figures : bundle.figures(ScoreKind.PLAIN)) {
      if (figures.level() == Level.IMAGE) {
        for (Metric metric : bundle.report().classes().metrics()) {
          double value = metric.of(figures.metrics());
          measured.put(metric.label(), Double.isFinite(value) ? (Double) value : null);
        }
      }
    }
    format(json.putObject("network_data_format"));
    return json;
  }

  private String task() {
    List<String> classes = bundle.networks().classes();
    return classes.equals(List.of("normal", "abnormal"))
        ? "Classifies %s as normal or abnormal: ".formatted(bundle.images())
        : "Classifies %s by class (%s): ".formatted(bundle.images(), String.join(", ", classes));
  }

  private String description() {
    return "DenseNet of arm %s, %s. The ONNX file computes probabilities from grey levels%s."
        .formatted(
            bundle.model().commit().arm(),
            bundle.model().commit().trial(),
            bundle.augmented().isEmpty()
                ? ""
                : ", and the policy's mask (U-Net). %s does the same with test-time augmentation"
                    .formatted(ModelBundle.AUGMENTED));
  }

  private void format(ObjectNode formats) {
    int size = bundle.model().config().training().imageSize();
    ObjectNode image =
        tensor(formats.putObject("inputs"), OnnxModel.IMAGE, "image", "magnitude", "X-ray");
    image.put("num_channels", 1);
    shape(image, size);
    image.putObject("channel_def").put("0", "grey level, 0 black to 1 white");
    ObjectNode outputs = formats.putObject("outputs");
    List<String> classes = bundle.networks().classes();
    ObjectNode probabilities =
        tensor(outputs, OnnxModel.PROBABILITIES, "probabilities", "classes", NONE);
    probabilities.put("num_channels", classes.size());
    probabilities.putArray("spatial_shape");
    ObjectNode meaning = probabilities.putObject("channel_def");
    for (int label = 0; label < classes.size(); label++) {
      meaning.put(Integer.toString(label), classes.get(label));
    }
    if (bundle.model().hasPolicy()) {
      ObjectNode mask = tensor(outputs, OnnxModel.MASK, "image", "magnitude", NONE);
      mask.put("num_channels", 1);
      shape(mask, size);
      mask.putObject("channel_def").put("0", "probability that the policy points at the pixel");
    }
  }

  private static ObjectNode tensor(
      ObjectNode tensors, String name, String type, String format, String modality) {
    ObjectNode tensor = tensors.putObject(name);
    tensor.put("type", type).put("format", format).put("modality", modality);
    tensor.put("dtype", "float32").put("is_patch_data", false);
    tensor.putArray("value_range").add(0).add(1);
    return tensor;
  }

  private static void shape(ObjectNode tensor, int size) {
    ArrayNode shape = tensor.putArray("spatial_shape");
    shape.add(size).add(size);
  }
}
