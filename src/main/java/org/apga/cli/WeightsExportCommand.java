package org.apga.cli;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.lang3.EnumUtils;
import org.apache.hadoop.conf.Configuration;
import org.apga.bundle.ModelBundle;
import org.apga.config.Variant;
import org.apga.engine.GreyStem;
import org.apga.engine.ImportedWeights;
import org.apga.engine.NetworkState;
import org.apga.engine.Normalisation;
import org.apga.engine.Tensor;
import org.apga.evaluation.TrainedModel;
import org.apga.files.OutputFile;
import org.apga.run.spark.SparkContexts;
import org.apga.store.Commit;
import org.apga.store.ResultStore;
import org.apga.store.Tables;
import org.apga.store.onnx.OnnxModel;
import org.apga.store.onnx.OnnxNetworks;
import org.apga.store.weights.WeightsFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "export", mixinStandardHelpOptions = true)
final class WeightsExportCommand extends ApgaCommand {
  enum Format {
    NPZ,
    ONNX,
    BUNDLE
  }

  enum Kind {
    CLASSIFIER,
    POLICY
  }

  enum Head {
    SEQUENTIAL,
    LINEAR
  }

  @Option(names = "--root", required = true, paramLabel = "ROOT")
  private String root = "";

  @Option(names = "--trial", required = true, paramLabel = "ID")
  private String trial = "";

  @Option(names = "--format", paramLabel = "KIND", defaultValue = "npz")
  private String format = "";

  @Option(names = "--tta")
  private boolean tta;

  @Option(names = "--network", paramLabel = "NAME")
  private @Nullable Kind network;

  @Option(names = "--head", paramLabel = "KIND")
  private @Nullable Head head;

  @Option(names = "--channels", paramLabel = "N")
  private @Nullable Integer channels;

  @Option(names = "--out", required = true, paramLabel = "FILE")
  private String out = "";

  @Override
  public Integer call() {
    Format wanted = wanted();
    Configuration hadoop = SparkContexts.hadoop();
    ResultStore store = ResultStore.open(root, hadoop);
    Commit commit = store.commit(trial).orElseThrow(this::notCommitted);
    switch (wanted) {
      case NPZ -> archive(store, commit, hadoop);
      case ONNX -> {
        OnnxNetworks networks = TrainedModel.of(commit, Variant.NONE).onnx(store);
        OnnxModel model =
            tta ? networks.augmented().orElseThrow(this::notAugmented) : networks.plain();
        new OutputFile(out, hadoop).write(model::write);
        say(model, out);
      }
      case BUNDLE -> {
        ModelBundle bundle = ModelBundle.of(TrainedModel.of(commit, Variant.NONE), store);
        bundle
            .files()
            .forEach((name, file) -> new OutputFile(out + "/" + name, hadoop).write(file));
        say(bundle.networks(), out + "/" + ModelBundle.NETWORKS);
        if (bundle.augmented().isEmpty()) {
          // One that an earlier export left here would be another trial's.
          new OutputFile(out + "/" + ModelBundle.AUGMENTED, hadoop).delete();
        } else {
          out()
              .printf(
                  "With test-time augmentation they are in %s/%s.%n", out, ModelBundle.AUGMENTED);
        }
        out()
            .println(
                "Beside it are metadata.json, which describes input and outputs, and a model card,"
                    + " CARD.md.");
      }
    }
    return Main.DONE;
  }

  private Format wanted() {
    Format wanted = EnumUtils.getEnumIgnoreCase(Format.class, format);
    if (wanted == null) {
      throw new UsageException(
          "Cannot export trial %s as %s: the formats are npz, onnx and bundle. Name one of them with"
              + " --format.",
          trial, format);
    }
    if (wanted != Format.NPZ && (network != null || head != null || channels != null)) {
      throw new UsageException(
          "Cannot export trial %s as %s with --network, --head or --channels: such a file holds all"
              + " networks of a trial, with their heads, for grey images. Leave them out.",
          trial, format);
    }
    if (tta && wanted != Format.ONNX) {
      throw new UsageException(
          "Cannot export trial %s as %s with --tta: %s. Leave it out, or name --format onnx.",
          trial,
          format,
          wanted == Format.NPZ
              ? "such a file holds the weights of one network"
              : "a bundle holds networks with test-time augmentation anyway");
    }
    if (channels != null && channels != 1 && channels != Normalisation.CHANNELS) {
      throw new UsageException("Cannot export %s channels: name 1 or 3.", channels);
    }
    return wanted;
  }

  private void archive(ResultStore store, Commit commit, Configuration hadoop) {
    String kind = (network == null ? Kind.CLASSIFIER : network).name().toLowerCase(Locale.ROOT);
    NetworkState stored = weights(store, commit, kind);
    boolean grey = channels != null && channels == 1;
    Map<String, Tensor> named = named(grey ? withGreyStem(stored) : stored.tensors());
    new WeightsFile(out, hadoop).writeForTorch(named, batches(store, commit));
    out()
        .printf(
            "The %s of %s is in %s: %d tensors%s.%n",
            kind,
            trial,
            out,
            named.size(),
            grey ? "; its first convolution is the sum over three channels" : "");
    if (!stored.input().isNone()) {
      out()
          .printf(
              "It expects levels 0..1 normalised with mean %s and deviation %s per channel.%n",
              stored.input().mean(), stored.input().deviation());
    }
  }

  private void say(OnnxModel model, String file) {
    out().printf("The networks of %s are in %s: ONNX, opset %d.%n", trial, file, OnnxModel.OPSET);
    out().println("Input " + model.input() + ", levels 0..1.");
    model.outputs().forEach(output -> out().println("Output " + output + "."));
  }

  private UsageException notCommitted() {
    return new UsageException(
        "Cannot export trial %s: it is not committed in %s. Name a trial with status completed of its"
            + " table trials.",
        trial, root);
  }

  private UsageException notAugmented() {
    return new UsageException(
        "Cannot export trial %s with test-time augmentation: it trained no policy. Leave out --tta,"
            + " or name a trial of arm end2end or apga.",
        trial);
  }

  private NetworkState weights(ResultStore store, Commit commit, String kind) {
    try {
      return store.weights(commit, kind);
    } catch (FileNotFoundException e) {
      throw new UsageException(
          "Cannot export the %s of %s: it stores none. Arms end2end and apga store a policy;"
              + " all store a classifier.",
          kind, trial);
    } catch (IOException e) {
      throw WeightsCommand.unreadable("of " + trial, e);
    }
  }

  private Map<String, Tensor> withGreyStem(NetworkState stored) {
    if (!stored.input().isGrey()) {
      throw new UsageException(
          "Cannot export %s with one channel: it was trained on %s, which differ by channel. Export"
              + " three.",
          trial, stored.input().inWords());
    }
    Map<String, Tensor> grey = new LinkedHashMap<>(stored.tensors());
    // The first tensor of both networks belongs to their first convolution.
    grey.entrySet().stream()
        .findFirst()
        .ifPresent(stem -> stem.setValue(GreyStem.summed(stem.getValue())));
    return grey;
  }

  private Map<String, Tensor> named(Map<String, Tensor> weights) {
    if (network == Kind.POLICY) {
      return ImportedWeights.withTernausNetAliases(weights);
    }
    return head == Head.LINEAR ? ImportedWeights.withPlainHead(weights) : weights;
  }

  /** Batches of the trial up to the epoch of these weights, without those of its baseline. */
  private static long batches(ResultStore store, Commit commit) {
    long best = store.rows(commit, Tables.TRIALS).get(0).whole("best_epoch");
    return store.rows(commit, Tables.EPOCHS).stream()
        .filter(row -> row.whole("epoch") <= best)
        .mapToLong(row -> row.whole("steps"))
        .sum();
  }
}
