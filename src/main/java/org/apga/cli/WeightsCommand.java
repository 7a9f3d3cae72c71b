package org.apga.cli;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.lang3.EnumUtils;
import org.apache.hadoop.conf.Configuration;
import org.apga.bundle.ModelBundle;
import org.apga.config.Variant;
import org.apga.engine.DenseNetSpec;
import org.apga.engine.GreyStem;
import org.apga.engine.ImportedWeights;
import org.apga.engine.NetworkState;
import org.apga.engine.Normalisation;
import org.apga.engine.Tensor;
import org.apga.engine.UNetSpec;
import org.apga.engine.WeightsException;
import org.apga.evaluation.TrainedModel;
import org.apga.files.FileErrors;
import org.apga.files.OutputFile;
import org.apga.run.spark.SparkContexts;
import org.apga.store.Commit;
import org.apga.store.ResultStore;
import org.apga.store.Tables;
import org.apga.store.onnx.OnnxModel;
import org.apga.store.weights.Origin;
import org.apga.store.weights.StoredNetwork;
import org.apga.store.weights.WeightsFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "weights",
    mixinStandardHelpOptions = true,
    subcommands = {
      WeightsCommand.Import.class,
      WeightsCommand.Export.class,
      WeightsCommand.Inspect.class
    })
final class WeightsCommand extends ApgaCommand {
  @Override
  public Integer call() {
    throw nameOne();
  }

  private static WeightsException unreadable(String file, IOException e) {
    String message = String.valueOf(e.getMessage());
    return new WeightsException(
        message.startsWith("Cannot ")
            ? message
            : String.format(
                "Cannot read weights %s: %s. Name a file that can be read.",
                file, FileErrors.reason(e)),
        e);
  }

  @Command(name = "import", mixinStandardHelpOptions = true)
  static final class Import extends ApgaCommand {
    // No size of a network depends on its image's.
    private static final int ANY_IMAGE = 32;
    private static final int MOST_LISTED = 4;

    @ArgGroup(multiplicity = "1")
    private Network network = new Network();

    /** Which network the file is for. */
    static final class Network {
      @Option(names = "--classifier", required = true, paramLabel = "FILE")
      private @Nullable String classifier;

      @Option(names = "--policy", required = true, paramLabel = "FILE")
      private @Nullable String policy;
    }

    @Option(names = "--depth", paramLabel = "N", defaultValue = "169")
    private int depth;

    @Option(names = "--blocks", split = ",", paramLabel = "N")
    private List<Integer> blocks = List.of();

    @Option(names = "--growth", paramLabel = "N", defaultValue = "32")
    private int growth;

    @Option(names = "--stem-width", paramLabel = "N", defaultValue = "64")
    private int stemWidth;

    @Option(names = "--bottleneck", paramLabel = "N", defaultValue = "4")
    private int bottleneck;

    @Option(names = "--base-width", paramLabel = "N", defaultValue = "32")
    private int baseWidth;

    @Option(names = "--out", required = true, paramLabel = "FILE")
    private String out = "";

    @Override
    public Integer call() {
      Configuration hadoop = SparkContexts.hadoop();
      String classifier = network.classifier;
      String from = classifier == null ? String.valueOf(network.policy) : classifier;
      WeightsFile file = new WeightsFile(from, hadoop);
      ImportedWeights weights;
      Origin origin;
      try {
        NetworkState given = file.read().usable(from);
        origin = new Origin(file.name(), file.sha256());
        weights =
            classifier == null
                ? ImportedWeights.policy(new UNetSpec(ANY_IMAGE, baseWidth), given, from)
                : ImportedWeights.classifier(densenet(), given, from);
      } catch (IOException e) {
        throw unreadable(from, e);
      }
      NetworkState imported = new NetworkState(weights.tensors(), weights.input(), null);
      new WeightsFile(out, hadoop).write(imported, origin);
      PrintWriter print = out();
      print.println(origin + " gives " + weights.what() + ".");
      weights.changes().forEach(change -> print.println("Changed: " + change + "."));
      if (!weights.complete()) {
        String leftOut = shortened(weights.leftOut());
        print.println("Left out, and drawn for each seed where it is used: " + leftOut + ".");
      }
      if (!weights.input().isNone()) {
        print.printf(
            "It was trained on %s, which %s records. Set data.normalise = weights, so that networks"
                + " that start from it see that too.%n",
            weights.input().inWords(), out);
      }
      print.println(weights.tensors().size() + " tensors are in " + out + ".");
      return Main.DONE;
    }

    private static String shortened(List<String> names) {
      return names.size() <= MOST_LISTED
          ? String.join(", ", names)
          : names.size() + " tensors, " + names.get(0) + " to " + names.get(names.size() - 1);
    }

    private DenseNetSpec densenet() {
      try {
        return blocks.isEmpty()
            ? DenseNetSpec.ofDepth(depth, ANY_IMAGE)
            : new DenseNetSpec(ANY_IMAGE, blocks, growth, stemWidth, bottleneck, 2);
      } catch (IllegalArgumentException e) {
        throw new UsageException(String.valueOf(e.getMessage()));
      }
    }
  }

  @Command(name = "export", mixinStandardHelpOptions = true)
  static final class Export extends ApgaCommand {
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
          OnnxModel model = TrainedModel.of(commit, Variant.NONE).onnx(store);
          new OutputFile(out, hadoop).write(model::write);
          say(model, out);
        }
        case BUNDLE -> {
          ModelBundle bundle = ModelBundle.of(TrainedModel.of(commit, Variant.NONE), store);
          bundle
              .files()
              .forEach((name, file) -> new OutputFile(out + "/" + name, hadoop).write(file));
          say(bundle.networks(), out + "/" + ModelBundle.NETWORKS);
          out().println("Beside it are what it takes, metadata.json, and what to know, CARD.md.");
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
      if (channels != null && channels != 1 && channels != Normalisation.CHANNELS) {
        throw new UsageException("Cannot export %s channels: name 1 or 3.", channels);
      }
      return wanted;
    }

    private void archive(ResultStore store, Commit commit, Configuration hadoop) {
      String kind = (network == null ? Kind.CLASSIFIER : network).name().toLowerCase(Locale.ROOT);
      NetworkState stored = weights(store, commit, kind);
      Map<String, Tensor> named =
          named(channels != null && channels == 1 ? withGreyStem(stored) : stored.tensors());
      new WeightsFile(out, hadoop).writeForTorch(named, batches(store, commit));
      out().printf("The %s of %s is in %s: %d tensors.%n", kind, trial, out, named.size());
      if (!stored.input().isNone()) {
        out()
            .printf(
                "It expects levels 0..1 normalised with mean %s and deviation %s a channel.%n",
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
          "Cannot export trial %s: it is not committed in %s. Name a trial of its table trials.",
          trial, root);
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
        throw unreadable("of " + trial, e);
      }
    }

    private Map<String, Tensor> withGreyStem(NetworkState stored) {
      if (!stored.input().isGrey()) {
        throw new UsageException(
            "Cannot export %s with one channel: it saw %s, each channel otherwise. Export three.",
            trial, stored.input().inWords());
      }
      Map<String, Tensor> grey = new LinkedHashMap<>(stored.tensors());
      // Both networks begin with their first convolution.
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

    /** Batches of the trial until the epoch whose weights these are; its baseline's not counted. */
    private static long batches(ResultStore store, Commit commit) {
      long best = store.rows(commit, Tables.TRIALS).get(0).whole("best_epoch");
      return store.rows(commit, Tables.EPOCHS).stream()
          .filter(row -> row.whole("epoch") <= best)
          .mapToLong(row -> row.whole("steps"))
          .sum();
    }
  }

  @Command(name = "inspect", mixinStandardHelpOptions = true)
  static final class Inspect extends ApgaCommand {
    @Parameters(paramLabel = "FILE")
    private String file = "";

    @Override
    public Integer call() {
      PrintWriter print = out();
      WeightsFile weights = new WeightsFile(file, SparkContexts.hadoop());
      try {
        String hash = weights.sha256();
        StoredNetwork stored = weights.read();
        Map<String, Tensor> tensors = stored.state().tensors();
        int width = tensors.keySet().stream().mapToInt(String::length).max().orElse(0);
        tensors.forEach((name, tensor) -> print.println(line(name, tensor, stored, width)));
        long numbers = tensors.values().stream().mapToLong(Tensor::size).sum();
        print.printf(
            "%d tensors, %d numbers. SHA-256 of the file: %s%n", tensors.size(), numbers, hash);
        if (!stored.state().input().isNone()) {
          print.println("Trained on " + stored.state().input().inWords());
        }
        if (stored.origin() != null) {
          print.println("Imported from " + stored.origin());
        }
        NetworkState.Optimiser optimiser = stored.state().optimiser();
        if (optimiser != null) {
          print.println("With Adam's state after " + optimiser.steps() + " steps");
        }
        return Main.DONE;
      } catch (IOException e) {
        throw unreadable(file, e);
      }
    }

    private static String line(String name, Tensor tensor, StoredNetwork stored, int width) {
      double sum = 0;
      for (int i = 0; i < tensor.size(); i++) {
        sum += tensor.at(i);
      }
      double mean = sum / tensor.size();
      double squares = 0;
      for (int i = 0; i < tensor.size(); i++) {
        squares += (tensor.at(i) - mean) * (tensor.at(i) - mean);
      }
      return String.format(
          "%-" + Math.max(1, width) + "s  %-20s %-8s  mean %12.5e  sd %11.5e",
          name,
          Arrays.toString(tensor.shape()),
          stored.formats().get(name),
          mean,
          Math.sqrt(squares / tensor.size()));
    }
  }
}
